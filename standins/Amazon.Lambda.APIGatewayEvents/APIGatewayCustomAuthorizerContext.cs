namespace Amazon.Lambda.APIGatewayEvents;

/// <summary>What an authorizer said, as the integration gets it; a value's runtime type depends on the serializer.</summary>
public class APIGatewayCustomAuthorizerContext : Dictionary<string, object>;

/// <summary>What an authorizer says: flat strings, numbers and booleans only.</summary>
public class APIGatewayCustomAuthorizerContextOutput : Dictionary<string, object>;
