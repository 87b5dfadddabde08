; literals: ::bind( .bind(
; Ports on which a server is started.
((call_expression
  function: [(scoped_identifier name: (identifier) @_function) (field_expression field: (field_identifier) @_function)]
  arguments: (arguments . (string_literal (string_content) @name))) @definition.port
  (#eq? @_function "bind")
  (#match? @name "^[0-9A-Za-z.:\\[\\]]*:[0-9]+$")
  (#set! match ":(?<name>[1-9]\\d*)$")
  (#set! role "listen"))

((call_expression
  function: [(scoped_identifier name: (identifier) @_function) (field_expression field: (field_identifier) @_function)]
  arguments: (arguments . (tuple_expression (integer_literal) @name))) @definition.port
  (#eq? @_function "bind")
  (#match? @name "^[1-9][0-9]*$")
  (#set! role "listen"))
