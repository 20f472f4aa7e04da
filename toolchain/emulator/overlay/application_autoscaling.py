"""Application Auto Scaling: tags of scalable targets."""

import json

from moto.applicationautoscaling import responses

Response = responses.ApplicationAutoScalingResponse
_register = Response.register_scalable_target


def _tags(self, arn):
    return self.applicationautoscaling_backend.__dict__.setdefault("overlay_tags", {}).setdefault(arn, {})


def register_scalable_target(self):
    answer = _register(self)
    _tags(self, json.loads(answer)["ScalableTargetARN"]).update(self._get_param("Tags") or {})
    return answer


def list_tags_for_resource(self):
    return json.dumps({"Tags": _tags(self, self._get_param("ResourceARN"))})


def tag_resource(self):
    _tags(self, self._get_param("ResourceARN")).update(self._get_param("Tags") or {})
    return json.dumps({})


def untag_resource(self):
    for key in self._get_param("TagKeys") or []:
        _tags(self, self._get_param("ResourceARN")).pop(key, None)
    return json.dumps({})


for function in (register_scalable_target, list_tags_for_resource, tag_resource, untag_resource):
    setattr(Response, function.__name__, function)
