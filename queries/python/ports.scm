; literals: uvicorn app.run( web.run_app run_simple serve(
; Ports on which a server is started.
((call
  function: [(identifier) @_function (attribute attribute: (identifier) @_function)]
  arguments: (argument_list (keyword_argument name: (identifier) @_key value: (integer) @name))) @definition.port
  (#any-of? @_function "run" "run_app" "run_simple" "serve")
  (#eq? @_key "port")
  (#match? @name "^[0-9]+$")
  (#set! role "listen"))
