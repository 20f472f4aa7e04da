"""DynamoDB: a table's encryption can be changed, and a query looks at the items of its hash key alone."""

import inspect

from moto.dynamodb.models.table import Table
from moto.dynamodb.responses import DynamoHandler as Response

_update = Response.update_table
_query = Table.query


def update_table(self):
    encryption = self.body.get("SSESpecification")
    if encryption is not None:
        table = self.dynamodb_backend.get_table(self.body["TableName"])
        key = table._get_default_encryption_key(self.current_account, self.region)
        table.sse_specification = {"KMSMasterKeyId": key, **encryption} if encryption.get("Enabled") else None
    return _update(self)


def query(self, hash_key, *rest, **named):
    """moto sorts the whole table for each query: a second where Cortex has written its index for some minutes."""
    index = inspect.signature(_query).bind(self, hash_key, *rest, **named).arguments.get("index_name")
    if index is not None or not self.range_key_attr:
        return _query(self, hash_key, *rest, **named)
    whole = self.items
    self.items = {hash_key: whole[hash_key]} if hash_key in whole else {}
    try:
        return _query(self, hash_key, *rest, **named)
    finally:
        self.items = whole


Response.update_table = update_table
Table.query = query
