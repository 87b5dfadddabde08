; literals: .listen(
; Ports on which a server is started.
((call_expression
  function: (member_expression property: (property_identifier) @_method)
  arguments: (arguments . (number) @name)) @definition.port
  (#eq? @_method "listen")
  (#match? @name "^[0-9]+$")
  (#set! role "listen"))

; `listen(process.env.PORT || 3000)`.
((call_expression
  function: (member_expression property: (property_identifier) @_method)
  arguments: (arguments . (binary_expression right: (number) @name))) @definition.port
  (#eq? @_method "listen")
  (#match? @name "^[0-9]+$")
  (#set! role "listen"))
