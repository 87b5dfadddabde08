; literals: google.golang.org/grpc
; Clients and servers that protoc-gen-go-grpc makes of a service.
((selector_expression field: (field_identifier) @name) @reference.proto.service
  (#match? @name "^(New[A-Z][A-Za-z0-9_]*Client|(Register|Unimplemented|Unsafe)[A-Z][A-Za-z0-9_]*Server)$")
  (#set! match "^(?:New|Register|Unimplemented|Unsafe)(?<name>[A-Z]\\w*?)(?:Client|Server)$")
  (#set! role "grpc")
  (#set! optional))
