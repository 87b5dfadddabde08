; literals: axum actix_web
((call_expression
  function: (field_expression field: (field_identifier) @_method)
  arguments: (arguments . (string_literal (string_content) @name))) @definition.http.route
  (#any-of? @_method "route" "route_service" "nest" "nest_service")
  (#match? @name "^/")
  (#set! form "route")
  (#set! role "route"))

; Attributes of actix-web.
((attribute_item (attribute (identifier) @_method arguments: (token_tree . (string_literal (string_content) @name)))) @definition.http.route
  (#any-of? @_method "get" "post" "put" "patch" "delete" "head" "route")
  (#match? @name "^/")
  (#set! form "route")
  (#set! role "route"))

((call_expression
  function: (scoped_identifier path: (identifier) @_from name: (identifier) @_function)
  arguments: (arguments . (string_literal (string_content) @name))) @definition.http.route
  (#eq? @_from "web")
  (#any-of? @_function "resource" "scope")
  (#match? @name "^/")
  (#set! form "route")
  (#set! role "route"))
