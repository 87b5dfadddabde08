; literals: springframework.web.bind jakarta.ws.rs javax.ws.rs
((annotation
  name: (identifier) @_annotation
  arguments: (annotation_argument_list [
    (string_literal) @name
    (element_value_pair key: (identifier) @_key value: (string_literal) @name)
    (element_value_array_initializer (string_literal) @name)
    (element_value_pair key: (identifier) @_key value: (element_value_array_initializer (string_literal) @name))])) @definition.http.route
  (#any-of? @_annotation "GetMapping" "PostMapping" "PutMapping" "PatchMapping" "DeleteMapping" "RequestMapping" "Path")
  (#set! form "route")
  (#set! role "route"))
