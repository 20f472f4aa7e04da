/** For each test of the suite: these variables of the environment, and what was there before afterwards. */
export function withEnvironment(values: Record<string, string>): void {
  const given = new Map<string, string | undefined>();
  before(() => {
    for (const [key, value] of Object.entries(values)) {
      given.set(key, process.env[key]);
      process.env[key] = value;
    }
  });
  after(() => {
    // Key by key: with another object in its place the system's own functions no longer see the environment.
    for (const [key, value] of given) {
      if (value === undefined) Reflect.deleteProperty(process.env, key);
      else process.env[key] = value;
    }
  });
}

/** Keys that nothing is asked with but a server of the test's own. */
export const testingKeys = { AWS_ACCESS_KEY_ID: "testing", AWS_SECRET_ACCESS_KEY: "testing" };
