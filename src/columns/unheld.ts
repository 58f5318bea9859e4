/** Of a batch's columns: bytes of the last record that they do not hold. */
export const UNHELD = /* @__PURE__ */ Symbol('bytes that no column holds');
