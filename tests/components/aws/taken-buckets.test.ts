import assert from "node:assert/strict";
import { refuseTakenBuckets } from "../../../components/aws/taken-buckets.ts";

/** S3 as three kinds of bucket answer through the provider. */
function look(bucketName: string): Promise<unknown> {
  switch (bucketName) {
    case "mine":
      return Promise.resolve({});
    case "theirs":
      return Promise.reject(new Error("reading S3 Bucket (theirs): operation error S3: HeadBucket, StatusCode: 403"));
    default:
      return Promise.reject(new Error(`reading S3 Bucket (${bucketName}): couldn't find resource`));
  }
}

describe("AWS: bucket names", () => {
  it("pass when nobody has them, or the account itself", async () => {
    await refuseTakenBuckets(["free", "mine"], look);
  });

  it("are refused when another account has them, with what to do", async () => {
    await assert.rejects(refuseTakenBuckets(["free", "theirs", "mine"], look), (error: Error) => {
      assert.match(error.message, /another account has theirs\./);
      assert.match(error.message, /cortex:aws\.s3\.bucketPrefix/);
      return true;
    });
  });

  it("are not refused because of a number in them", async () => {
    await refuseTakenBuckets(["acme-403"], look);
  });
});
