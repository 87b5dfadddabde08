; literals: $
; Variables in capitals that the script does not set itself.
((simple_expansion (variable_name) @name) @reference.env
  (#match? @name "^[A-Z][A-Z0-9_]+$")
  (#set! role "$")
  (#set! optional))

((expansion (variable_name) @name) @reference.env
  (#match? @name "^[A-Z][A-Z0-9_]+$")
  (#set! role "${}")
  (#set! optional))

((declaration_command (variable_assignment name: (variable_name) @name)) @definition.env
  (#match? @name "^[A-Z][A-Z0-9_]+$")
  (#set! role "export"))

(variable_assignment name: (variable_name) @own.env)
(for_statement variable: (variable_name) @own.env)
((command name: (command_name) @_command argument: (word) @own.env)
  (#any-of? @_command "read" "getopts" "mapfile" "readarray"))
