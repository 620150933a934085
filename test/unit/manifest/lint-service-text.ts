/** A Service behind the good file. */
export const service = (spec: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: shop}\nspec: ${spec}\n`;
