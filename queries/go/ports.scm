; literals: ListenAndServe net.Listen
; Ports on which a server is started.
((call_expression
  function: (selector_expression field: (field_identifier) @_function)
  arguments: (argument_list (interpreted_string_literal (interpreted_string_literal_content) @name))) @definition.port
  (#any-of? @_function "ListenAndServe" "ListenAndServeTLS" "Listen")
  (#match? @name "^[A-Za-z0-9.]*:[0-9]+$")
  (#set! match ":(?<name>[1-9]\\d*)$")
  (#set! role "listen"))

((keyed_element
  (literal_element (identifier) @_key)
  (literal_element (interpreted_string_literal (interpreted_string_literal_content) @name))) @definition.port
  (#eq? @_key "Addr")
  (#match? @name "^[A-Za-z0-9.]*:[0-9]+$")
  (#set! match ":(?<name>[1-9]\\d*)$")
  (#set! role "listen"))
