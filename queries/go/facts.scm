; What a Go file gives names to and takes from elsewhere. Only matched at the top of a file, see
; server/syntax/src/go/facts.rs: a `var` inside a function is nobody else's business.

(package_clause (package_identifier) @name) @definition.module

(function_declaration name: (identifier) @name) @definition.function

(method_declaration
  receiver: (parameter_list (parameter_declaration type: (_) @receiver))
  name: (field_identifier) @name) @definition.method

(type_declaration [
  (type_spec name: (type_identifier) @name)
  (type_alias name: (type_identifier) @name)
]) @definition.type

(const_declaration (const_spec (identifier) @name)) @definition.constant

(var_declaration [
  (var_spec (identifier) @name)
  (var_spec_list (var_spec (identifier) @name))
]) @definition.variable

(import_declaration [
  (import_spec path: (_) @name)
  (import_spec_list (import_spec path: (_) @name))
]) @reference.import
