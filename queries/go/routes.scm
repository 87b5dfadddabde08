; literals: net/http go-chi gin-gonic labstack/echo gorilla/mux gofiber
((call_expression
  function: [(selector_expression field: (field_identifier) @_function)]
  arguments: (argument_list . (interpreted_string_literal) @name (_))) @definition.http.route
  (#any-of? @_function
    "HandleFunc" "Handle" "Get" "Post" "Put" "Patch" "Delete" "Head" "Options" "Any" "All" "Mount" "Route"
    "GET" "POST" "PUT" "PATCH" "DELETE" "HEAD" "OPTIONS" "Group" "PathPrefix")
  (#match? @name "^\"([A-Z]+ )?/")
  (#set! form "route")
  (#set! role "route"))

((call_expression
  function: (selector_expression field: (field_identifier) @_function)
  arguments: (argument_list . (interpreted_string_literal) @name .)) @definition.http.route
  (#any-of? @_function "Group" "PathPrefix" "Path")
  (#match? @name "^\"/")
  (#set! form "route")
  (#set! role "prefix"))
