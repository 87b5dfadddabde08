; literals: io.grpc
; Classes that the plugin of gRPC makes of a service: `OrdersGrpc.newBlockingStub(…)`, `OrdersGrpc.OrdersImplBase`.
([(method_invocation object: (identifier) @name)
  (scoped_type_identifier (type_identifier) @name (type_identifier))] @reference.proto.service
  (#match? @name "^[A-Z][A-Za-z0-9]*Grpc$")
  (#set! match "^(?<name>\\w+)Grpc$")
  (#set! role "grpc")
  (#set! optional))
