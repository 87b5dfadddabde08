; literals: express fastify koa-router @koa/router hono
((call_expression
  function: (member_expression object: (identifier) @_object property: (property_identifier) @_method)
  arguments: (arguments . (string) @name (_))) @definition.http.route
  (#any-of? @_method "get" "post" "put" "patch" "delete" "head" "options" "all" "route")
  (#match? @_object "(?i)app|router|server|api|routes|fastify|express")
  (#match? @name "^[\"'](/.*)?[\"']$")
  (#set! form "route")
  (#set! role "route"))

((call_expression
  function: (member_expression property: (property_identifier) @_method)
  arguments: (arguments . (string (string_fragment) @name) (_))) @definition.http.route
  (#any-of? @_method "use" "register")
  (#match? @name "^/")
  (#set! form "route")
  (#set! role "prefix"))
