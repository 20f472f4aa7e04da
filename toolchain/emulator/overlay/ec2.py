"""EC2: a launch template's own tags are not its data and can be changed; user data of every version can be launched."""

from moto.ec2.models.launch_templates import LaunchTemplate
from moto.ec2.responses import launch_templates
from moto.ec2.utils import parse_user_data

Response = launch_templates.LaunchTemplates
_create = Response.create_launch_template
_create_version = Response.create_launch_template_version


def _versions(self):
    for template in self.ec2_backend.launch_templates.values():
        yield from template.versions


def create_launch_template(self):
    result = _create(self)
    for version in _versions(self):
        tags = version.data.get("TagSpecifications")
        if tags:
            version.data["TagSpecifications"] = [tag for tag in tags if tag.get("ResourceType") != "launch-template"]
    return result


def create_launch_template_version(self):
    result = _create_version(self)
    for version in _versions(self):
        data = version.data.get("UserData")
        if type(data) is str and data:
            version.data["UserData"] = parse_user_data(data)
    return result


# Moto keeps the tags of the first day; what it writes there in the beginning is dropped.
LaunchTemplate.tags = property(lambda self: self.get_tags(), lambda self, value: None)
Response.create_launch_template = create_launch_template
Response.create_launch_template_version = create_launch_template_version
