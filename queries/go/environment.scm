; literals: os.Getenv os.LookupEnv os.Setenv t.Setenv env:" envconfig:" BindEnv EnvVars
((call_expression
  function: (selector_expression operand: (identifier) @_from field: (field_identifier) @_function)
  arguments: (argument_list . (interpreted_string_literal) @name)) @reference.env
  (#eq? @_from "os")
  (#any-of? @_function "Getenv" "LookupEnv")
  (#set! role "os.Getenv")
  (#set! optional))

((call_expression
  function: (selector_expression operand: (identifier) @_from field: (field_identifier) @_function)
  arguments: (argument_list . (interpreted_string_literal) @name)) @definition.env
  (#any-of? @_from "os" "t" "b")
  (#any-of? @_function "Setenv" "Unsetenv")
  (#set! role "os.Setenv"))

; Tags of caarlos0/env and kelseyhightower/envconfig.
((field_declaration tag: (raw_string_literal) @name) @reference.env
  (#set! match "\\benv(?:config)?:\"(?<name>[A-Z][A-Z0-9_]*)")
  (#set! role "env")
  (#set! optional))

; The variable of a key of viper.
((call_expression
  function: (selector_expression field: (field_identifier) @_function)
  arguments: (argument_list (_) (interpreted_string_literal) @name)) @reference.env
  (#eq? @_function "BindEnv")
  (#set! role "BindEnv")
  (#set! optional))

; Flags of urfave/cli.
((keyed_element
  (literal_element (identifier) @_key)
  (literal_element (composite_literal body: (literal_value (literal_element (interpreted_string_literal) @name))))) @reference.env
  (#eq? @_key "EnvVars")
  (#set! role "EnvVars")
  (#set! optional))
