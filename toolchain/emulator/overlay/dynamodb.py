"""DynamoDB: a table's encryption can be changed."""

from moto.dynamodb.responses import DynamoHandler as Response

_update = Response.update_table


def update_table(self):
    encryption = self.body.get("SSESpecification")
    if encryption is not None:
        table = self.dynamodb_backend.get_table(self.body["TableName"])
        key = table._get_default_encryption_key(self.current_account, self.region)
        table.sse_specification = {"KMSMasterKeyId": key, **encryption} if encryption.get("Enabled") else None
    return _update(self)


Response.update_table = update_table
