; literals: prom-client
((new_expression
  constructor: [(identifier) @_kind (member_expression property: (property_identifier) @_kind)]
  arguments: (arguments . (object (pair key: (property_identifier) @_key value: (string (string_fragment) @name))))) @definition.metric
  (#any-of? @_kind "Counter" "Gauge")
  (#eq? @_key "name")
  (#set! role "metric"))

((new_expression
  constructor: [(identifier) @_kind (member_expression property: (property_identifier) @_kind)]
  arguments: (arguments . (object (pair key: (property_identifier) @_key value: (string (string_fragment) @name))))) @definition.metric
  (#any-of? @_kind "Histogram" "Summary")
  (#eq? @_key "name")
  (#set! form "histogram")
  (#set! role "metric"))
