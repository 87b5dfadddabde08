; literals: ENV
((element_reference
  object: (constant) @_from
  (string . (string_content) @name .)) @reference.env
  (#eq? @_from "ENV")
  (#set! role "ENV")
  (#set! optional))

((assignment
  left: (element_reference
    object: (constant) @_from
    (string . (string_content) @name .))) @definition.env
  (#eq? @_from "ENV")
  (#set! role "ENV"))

((call
  receiver: (constant) @_from
  method: (identifier) @_method
  arguments: (argument_list . (string . (string_content) @name .))) @reference.env
  (#eq? @_from "ENV")
  (#any-of? @_method "fetch" "key?" "has_key?" "dig")
  (#set! role "ENV.fetch")
  (#set! optional))
