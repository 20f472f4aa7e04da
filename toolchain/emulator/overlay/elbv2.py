"""Load balancers are there at once, without minutes of "provisioning"; an instance that ends is no target any more."""

from moto.ec2.models.instances import InstanceBackend
from moto.elbv2 import models

_init = models.FakeLoadBalancer.__init__
_terminate = InstanceBackend.terminate_instances


def init(self, *args, **kwargs):
    _init(self, *args, **kwargs)
    self.state = "active"


def terminate_instances(self, instance_ids):
    """Moto notices what a user ends, and not what a group ends."""
    answer = _terminate(self, instance_ids)
    models.elbv2_backends[self.account_id][self.region_name].notify_terminate_instances(instance_ids)
    return answer


models.FakeLoadBalancer.__init__ = init
InstanceBackend.terminate_instances = terminate_instances
