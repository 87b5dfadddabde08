; literals: fetch( axios
; Calls with a path of one's own server.
((call_expression
  function: (identifier) @_function
  arguments: (arguments . (string (string_fragment) @name))) @reference.http.route
  (#any-of? @_function "fetch" "axios")
  (#match? @name "^/")
  (#set! form "route")
  (#set! role "fetch")
  (#set! optional))

((call_expression
  function: (member_expression object: (identifier) @_object property: (property_identifier) @_method)
  arguments: (arguments . (string (string_fragment) @name))) @reference.http.route
  (#eq? @_object "axios")
  (#any-of? @_method "get" "post" "put" "patch" "delete")
  (#match? @name "^/")
  (#set! form "route")
  (#set! role "axios")
  (#set! optional))

; The same as a template: a variable may stand for the server, and others for parts of the path.
((call_expression
  function: (identifier) @_function
  arguments: (arguments . (template_string) @name)) @reference.http.route
  (#any-of? @_function "fetch" "axios")
  (#match? @name "^`([$][{][^{}`]*[}])?/")
  (#set! form "call")
  (#set! role "fetch")
  (#set! optional))

((call_expression
  function: (member_expression object: (identifier) @_object property: (property_identifier) @_method)
  arguments: (arguments . (template_string) @name)) @reference.http.route
  (#eq? @_object "axios")
  (#any-of? @_method "get" "post" "put" "patch" "delete")
  (#match? @name "^`([$][{][^{}`]*[}])?/")
  (#set! form "call")
  (#set! role "axios")
  (#set! optional))

; Clients that `axios.create({ baseURL })` makes: what stands before their paths is not known.
((call_expression
  function: (member_expression
    object: [(identifier) @_object (member_expression property: [(property_identifier) (private_property_identifier)] @_object)]
    property: (property_identifier) @_method)
  arguments: (arguments . (string (string_fragment) @name))) @reference.http.route
  (#match? @_object "(?i)(api|http|client|instance|request|axios_?[a-z]+)$")
  (#any-of? @_method "get" "post" "put" "patch" "delete")
  (#match? @name "^/[^/]")
  (#set! form "route")
  (#set! role "client")
  (#set! optional))

((call_expression
  function: (member_expression
    object: [(identifier) @_object (member_expression property: [(property_identifier) (private_property_identifier)] @_object)]
    property: (property_identifier) @_method)
  arguments: (arguments . (template_string) @name)) @reference.http.route
  (#match? @_object "(?i)(api|http|client|instance|request|axios_?[a-z]+)$")
  (#any-of? @_method "get" "post" "put" "patch" "delete")
  (#match? @name "^`/[^/]")
  (#set! form "call")
  (#set! role "client")
  (#set! optional))
