"""NAT gateways: one request sent twice, as a client does whose answer was lost, makes one gateway (by its client token)."""

from moto.core.responses import ActionResult
from moto.ec2.responses.nat_gateways import NatGateways as Response

_create = Response.create_nat_gateway


def create_nat_gateway(self):
    made = self.ec2_backend.__dict__.setdefault("overlay_nat_gateways", {})
    token = self._get_param("ClientToken")
    gateway = self.ec2_backend.nat_gateways.get(made.get(token))
    if gateway is not None:
        return ActionResult({"NatGateway": gateway})
    answer = _create(self)
    if token:
        made[token] = answer._result["NatGateway"].id
    return answer


Response.create_nat_gateway = create_nat_gateway
