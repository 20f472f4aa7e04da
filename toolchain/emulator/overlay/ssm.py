"""SSM: Debian's public parameters, each with an image that moto's EC2 knows."""

import datetime

from moto.ec2.models import ec2_backends
from moto.ssm import models

_get_parameter = models.SimpleSystemManagerBackend.get_parameter
_names = {f"/aws/service/debian/release/12/latest/{arch}": arch for arch in ("arm64", "amd64")}


def get_parameter(self, name):
    found = _get_parameter(self, name)
    if found is not None or name not in _names:
        return found
    wanted = "arm64" if _names[name] == "arm64" else "x86_64"
    images = ec2_backends[self.account_id][self.region_name].describe_images(filters={"architecture": [wanted]})
    if not images:
        images = ec2_backends[self.account_id][self.region_name].describe_images()
    return models.Parameter(
        account_id=self.account_id,
        name=name,
        value=sorted(image.id for image in images)[0],
        parameter_type="String",
        description="Debian 12",
        allowed_pattern=None,
        keyid=None,
        last_modified_date=datetime.datetime.now(datetime.timezone.utc),
        version=1,
        data_type="aws:ec2:image",
    )


models.SimpleSystemManagerBackend.get_parameter = get_parameter
