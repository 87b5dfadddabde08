; literals: grpc-web @grpc/grpc-js @connectrpc/connect nice-grpc @protobuf-ts
; Clients that are made of a service: `new OrdersClient(…)`, `createClient(Orders, …)`.
((new_expression constructor: [(identifier) @name (member_expression property: (property_identifier) @name)]) @reference.proto.service
  (#match? @name "^[A-Z][A-Za-z0-9]*Client$")
  (#set! match "^(?<name>\\w+?)(?:Promise)?Client$")
  (#set! role "grpc")
  (#set! optional))

((call_expression
  function: (identifier) @_function
  arguments: (arguments . (identifier) @name)) @reference.proto.service
  (#any-of? @_function "createClient" "createPromiseClient")
  (#match? @name "^[A-Z]")
  (#set! role "grpc")
  (#set! optional))
