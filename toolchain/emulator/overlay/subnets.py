"""Subnets with IPv6: the provider waits for a block by its association's id, and reads the association's state."""

from moto.ec2.models.subnets import Subnet

_filter_value = Subnet.get_filter_value


def get_filter_value(self, filter_name, method_name=None):
    if filter_name == "ipv6-cidr-block-association.association-id":
        return list(self.ipv6_cidr_block_associations)
    return _filter_value(self, filter_name, method_name)


def associations(self):
    return [
        {
            "ipv6CidrBlock": one["ipv6CidrBlock"],
            "associationId": one["associationId"],
            "ipv6CidrBlockState": {"state": "associated"},
        }
        for one in self.ipv6_cidr_block_associations.values()
        if one["ipv6CidrBlockState"]["State"] == "associated"
    ]


Subnet.get_filter_value = get_filter_value
Subnet.ipv6_cidr_block_association_set = property(associations)
