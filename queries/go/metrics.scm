; literals: prometheus/client_golang
; `prometheus.CounterOpts{Namespace: "a", Subsystem: "b", Name: "c"}`. Where a part is no text, the name is only its end.
((composite_literal
  type: [(qualified_type name: (type_identifier) @_type) (type_identifier) @_type]
  body: (literal_value
    (keyed_element (literal_element (identifier) @_key) (literal_element (interpreted_string_literal) @name)))) @definition.metric
  (#any-of? @_type "CounterOpts" "GaugeOpts" "Opts" "UntypedOpts")
  (#eq? @_key "Name")
  (#set! role "Name"))

((composite_literal
  type: [(qualified_type name: (type_identifier) @_type) (type_identifier) @_type]
  body: (literal_value
    (keyed_element (literal_element (identifier) @_key) (literal_element (interpreted_string_literal) @name)))) @definition.metric
  (#any-of? @_type "HistogramOpts" "SummaryOpts")
  (#eq? @_key "Name")
  (#set! form "histogram")
  (#set! role "Name"))

((composite_literal
  type: [(qualified_type name: (type_identifier) @_type) (type_identifier) @_type]
  body: (literal_value
    (keyed_element (literal_element (identifier) @_first) (literal_element (interpreted_string_literal) @prefix))
    (keyed_element (literal_element (identifier) @_key) (literal_element (interpreted_string_literal) @name)))) @definition.metric
  (#any-of? @_type "CounterOpts" "GaugeOpts" "Opts" "UntypedOpts" "HistogramOpts" "SummaryOpts")
  (#any-of? @_first "Namespace" "Subsystem")
  (#eq? @_key "Name")
  (#set! form "histogram")
  (#set! role "Name"))

((composite_literal
  type: [(qualified_type name: (type_identifier) @_type) (type_identifier) @_type]
  body: (literal_value
    (keyed_element (literal_element (identifier) @_first) (literal_element (interpreted_string_literal) @prefix))
    (keyed_element (literal_element (identifier) @_second) (literal_element (interpreted_string_literal) @prefix))
    (keyed_element (literal_element (identifier) @_key) (literal_element (interpreted_string_literal) @name)))) @definition.metric
  (#any-of? @_type "CounterOpts" "GaugeOpts" "Opts" "UntypedOpts" "HistogramOpts" "SummaryOpts")
  (#eq? @_first "Namespace")
  (#eq? @_second "Subsystem")
  (#eq? @_key "Name")
  (#set! form "histogram")
  (#set! role "Name"))

; `prometheus.NewDesc("name", ...)`.
((call_expression
  function: [(selector_expression field: (field_identifier) @_function) (identifier) @_function]
  arguments: (argument_list . (interpreted_string_literal) @name)) @definition.metric
  (#eq? @_function "NewDesc")
  (#set! role "NewDesc"))
