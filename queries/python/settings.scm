; literals: BaseSettings decouple environ.Env environs
; Fields of pydantic's classes of settings: each is read from the variable of its name, behind the prefix where there is one.
((class_definition
  superclasses: (argument_list [(identifier) @_base (attribute attribute: (identifier) @_base)])
  body: (block (expression_statement (assignment left: (identifier) @name type: (type))))) @definition.env
  (#eq? @_base "BaseSettings")
  (#match? @name "^[A-Za-z][A-Za-z0-9_]*$")
  (#not-eq? @name "model_config")
  (#set! form "upper")
  (#set! role "settings"))

((class_definition
  superclasses: (argument_list [(identifier) @_base (attribute attribute: (identifier) @_base)])
  body: (block
    (expression_statement (assignment
      right: (call arguments: (argument_list (keyword_argument name: (identifier) @_key value: (string (string_start) . (string_content) @prefix . (string_end)))))))
    (expression_statement (assignment left: (identifier) @name type: (type))))) @definition.env
  (#eq? @_base "BaseSettings")
  (#eq? @_key "env_prefix")
  (#set! form "upper")
  (#set! role "settings"))

((call
  function: (identifier) @_function
  arguments: (argument_list (keyword_argument name: (identifier) @_key value: (string (string_start) . (string_content) @name . (string_end))))) @definition.env
  (#eq? @_function "Field")
  (#any-of? @_key "env" "alias" "validation_alias")
  (#match? @name "^[A-Z][A-Z0-9_]*$")
  (#set! role "settings"))

; python-decouple, environs and django-environ.
((call
  function: [(identifier) @_function (attribute object: (identifier) @_function)]
  arguments: (argument_list . (string (string_start) . (string_content) @name . (string_end)))) @reference.env
  (#any-of? @_function "config" "env")
  (#match? @name "^[A-Z][A-Z0-9_]*$")
  (#set! role "env")
  (#set! optional))
