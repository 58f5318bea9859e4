// The layout.ts files of assembly/ are read by two compilers. AssemblyScript brings these types itself; TypeScript reads them as what they
// are on this side of the border.
type i32 = number;
type u32 = number;
type usize = number;
