; literals: fastapi starlette flask blacksheep Quart( APIRouter Blueprint urlpatterns
; `@app.get("/x")`, `@blueprint.route("/x")`.
((decorator (call
  function: (attribute attribute: (identifier) @_method)
  arguments: (argument_list . (string) @name))) @definition.http.route
  (#any-of? @_method "get" "post" "put" "patch" "delete" "head" "options" "route" "api_route" "websocket" "websocket_route")
  (#match? @name "^[\"'](/.*)?[\"']$")
  (#set! form "route")
  (#set! role "route"))

((call
  function: (attribute attribute: (identifier) @_method)
  arguments: (argument_list . (string) @name)) @definition.http.route
  (#any-of? @_method "add_api_route" "add_url_rule" "add_route" "mount")
  (#match? @name "^[\"'](/.*)?[\"']$")
  (#set! form "route")
  (#set! role "route"))

((call
  function: (identifier) @_type
  arguments: (argument_list . (string (string_start) . (string_content) @name . (string_end)))) @definition.http.route
  (#any-of? @_type "Route" "Mount" "WebSocketRoute" "path")
  (#set! form "route")
  (#set! role "route"))

; What routes of a router stand behind.
((call
  arguments: (argument_list (keyword_argument name: (identifier) @_key value: (string (string_start) . (string_content) @name . (string_end))))) @definition.http.route
  (#any-of? @_key "prefix" "url_prefix")
  (#match? @name "^/")
  (#set! form "route")
  (#set! role "prefix"))
