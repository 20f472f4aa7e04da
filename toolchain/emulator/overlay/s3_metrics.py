"""S3: request metrics of a bucket are kept as they were put."""

from moto.s3 import responses

Response = responses.S3Response
_get = Response._bucket_response_get
_put = Response._bucket_response_put
_delete = Response._bucket_response_delete


def _asked(querystring):
    return "metrics" in querystring and "id" in querystring


def _kept(self):
    """With the backend, so that a reset empties it."""
    return self.backend.__dict__.setdefault("overlay_metrics", {})


def _key(self, bucket, querystring):
    return self.current_account, bucket, querystring["id"][0]


def put(self, request, bucket_name, querystring):
    if not _asked(querystring):
        return _put(self, request, bucket_name, querystring)
    _kept(self)[_key(self, bucket_name, querystring)] = request.data
    return 200, {}, ""


def get(self, bucket_name, querystring):
    if not _asked(querystring):
        return _get(self, bucket_name, querystring)
    found = _kept(self).get(_key(self, bucket_name, querystring))
    if found is not None:
        return 200, {"content-type": "application/xml"}, found
    return 404, {"content-type": "application/xml"}, "<Error><Code>NoSuchConfiguration</Code><Message>none</Message></Error>"


def delete(self, bucket_name, querystring):
    if not _asked(querystring):
        return _delete(self, bucket_name, querystring)
    _kept(self).pop(_key(self, bucket_name, querystring), None)
    return 204, {}, ""


Response._bucket_response_get = get
Response._bucket_response_put = put
Response._bucket_response_delete = delete
