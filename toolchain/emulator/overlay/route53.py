"""Route 53: a zone with a VPC is private, and says which VPCs it has."""

from moto.route53 import responses

Response = responses.Route53
_create = Response.create_hosted_zone
_get = Response.get_hosted_zone


def create_hosted_zone(self):
    asked = self._get_bool_param
    if self._get_param("VPC.VPCId"):
        self._get_bool_param = lambda key, default=None: (
            True if key == "HostedZoneConfig.PrivateZone" else asked(key, default)
        )
    return _create(self)


def get_hosted_zone(self):
    answer = _get(self)
    found = answer._result
    if found.get("VPCs"):
        found["VPCs"] = [{"VPCId": vpc.get("vpc_id"), "VPCRegion": vpc.get("vpc_region")} for vpc in found["VPCs"]]
    return answer


Response.create_hosted_zone = create_hosted_zone
Response.get_hosted_zone = get_hosted_zone
