// tidy: table
// The conversions that are built in (LANGUAGE 7.7), by the kinds of operands that they go between.

/** Primitives of `as`. */
export const CASTS: Record<string, string> = {
  "int float": "int.to_float", "int byte": "int.to_byte", "int char": "int.to_char",
  "byte int": "byte.to_int", "byte char": "byte.to_char", "char int": "char.to_int",
  "char str": "char.to_str",
}
/** Prelude functions of `as?`. */
export const TRIES: Record<string, string> = {
  "str int": "try_int_from_str", "str float": "try_float_from_str", "str bool": "try_bool_from_str",
  "int byte": "try_byte_from_int", "int char": "try_char_from_int",
  "float int": "try_int_from_float",
}
/** Conversion calls; "" for no call at all. */
export const CONVERTS: Record<string, string> = {
  "int int": "", "float int": "int_from_float", "str int": "int_from_str",
  "bool int": "int_from_bool",
  "byte int": "byte.to_int", "float float": "", "int float": "int.to_float",
  "str float": "float_from_str",
  "byte byte": "", "int byte": "byte_from_int", "str byte": "byte_from_str",
}
