"""IAM: a user without service-specific credentials has none, which is no error."""

from moto.core.responses import ActionResult
from moto.iam import responses

responses.IamResponse.list_service_specific_credentials = lambda self: ActionResult({"ServiceSpecificCredentials": []})
