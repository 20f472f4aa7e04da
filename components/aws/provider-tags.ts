/** Whose resources they are: a stack's name alone may be that of another project's stack too. */
export interface Owner {
  project: string;
  stack: string;
}

/** The tag by which the stack's cost is told from everything else's. */
export function stackTag({ project, stack }: Owner): { key: string; value: string } {
  return { key: "Stack", value: `${project}/${stack}` };
}

/** The tags of everything; a tag of the user's own does not take their place. */
export function defaultTags(tags: Record<string, string>, owner: Owner): Record<string, string> {
  const { key, value } = stackTag(owner);
  return { ...tags, Project: owner.project, [key]: value, ManagedBy: "Pulumi" };
}
