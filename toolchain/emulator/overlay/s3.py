"""S3: moto takes no notice of conditions, so a policy that denies plain HTTP would deny everything; and a version that is
deleted is disposed of, which its delete markers have no method for (500 for each `DeleteObjects` of one)."""

from moto.iam import access_control
from moto.s3 import models

Statement = access_control.IAMPolicyStatement
_is_permitted = Statement.is_action_permitted


def is_action_permitted(self, action, resource="*", principal=None, incoming_condition_values=None):
    if self._statement.get("Effect") == "Deny" and self._statement.get("Condition"):
        return access_control.PermissionResult.NEUTRAL
    return _is_permitted(self, action, resource, principal, incoming_condition_values)


Statement.is_action_permitted = is_action_permitted

models.FakeDeleteMarker.dispose = lambda self, garbage=False: None
