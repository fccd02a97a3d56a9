using System.Text.Json.Nodes;

namespace Infra.Tests.Program.CloudFormation;

/// <summary>The mapping from what the program registers to CloudFormation, and what is not mapped.</summary>
internal static class CloudFormationTypes
{
    private static readonly Dictionary<string, string> OfRestApi = new() { ["restApi"] = "RestApiId", ["restApiId"] = "RestApiId" };

    /// <summary>Types, or families of types ending with a colon, that the judge does not see, and why.</summary>
    public static IReadOnlyDictionary<string, string> NotMapped { get; } = new Dictionary<string, string>
    {
        ["infra-components:"] = "components: their children are mapped",
        ["provisioning:"] = "resources of this project's own provider; its schema is a golden file of its own",
        ["aws:acm/certificateValidation:CertificateValidation"] = "waits until a certificate is issued; CloudFormation waits by itself",
        ["aws:iam/rolePolicyAttachment:RolePolicyAttachment"] = "a role's name and a policy's ARN; CloudFormation has them as a list in the role",
    };

    public static IReadOnlyList<CloudFormationType> All { get; } =
    [
        new("aws:acm/certificate:Certificate", "AWS::CertificateManager::Certificate"),
        new("aws:acmpca/certificateAuthority:CertificateAuthority", "AWS::ACMPCA::CertificateAuthority")
        {
            Without = Because(("permanentDeletionTimeInDays", "an argument of deleting the CA, not of the CA")),
            Shape = authority => Lift(authority, "certificateAuthorityConfiguration"),
        },
        new("aws:acmpca/certificateAuthorityCertificate:CertificateAuthorityCertificate", "AWS::ACMPCA::CertificateAuthorityActivation"),
        new("aws:acmpca/certificate:Certificate", "AWS::ACMPCA::Certificate"),

        new("aws:apigateway/account:Account", "AWS::ApiGateway::Account") { Names = Named(("cloudwatchRoleArn", "CloudWatchRoleArn")) },
        new("aws:apigateway/authorizer:Authorizer", "AWS::ApiGateway::Authorizer") { Names = Named(("restApi", "RestApiId"), ("providerArns", "ProviderARNs")) },
        new("aws:apigateway/basePathMapping:BasePathMapping", "AWS::ApiGateway::BasePathMapping") { Names = Named(("restApi", "RestApiId"), ("stageName", "Stage")) },
        new("aws:apigateway/deployment:Deployment", "AWS::ApiGateway::Deployment")
        {
            Names = OfRestApi,
            Without = Because(("triggers", "Pulumi's way to deploy anew; it is not sent to AWS")),
        },
        new("aws:apigateway/domainName:DomainName", "AWS::ApiGateway::DomainName") { Shape = OneEndpointType },
        new("aws:apigateway/integration:Integration", "AWS::ApiGateway::Method")
        {
            Names = Named(("restApi", "RestApiId"), ("integration.timeoutMilliseconds", "TimeoutInMillis")),
            Data = ["integration.requestTemplates", "integration.requestParameters"],
            Shape = integration => Wrap(TemplatesAsText(integration, "requestTemplates"), "integration", keep: ["restApi", "resourceId", "httpMethod"]),
        },
        new("aws:apigateway/integrationResponse:IntegrationResponse", "AWS::ApiGateway::Method")
        {
            Names = OfRestApi,
            Data = ["integration.integrationResponses.responseTemplates"],
            Shape = response =>
            {
                Wrap(TemplatesAsText(response, "responseTemplates"), "integrationResponses", keep: ["restApi", "resourceId", "httpMethod"], asList: true);
                Wrap(response, "integration", keep: ["restApi", "resourceId", "httpMethod"]);
                response["integration"]!["type"] = "MOCK";
            },
        },
        new("aws:apigateway/method:Method", "AWS::ApiGateway::Method")
        {
            Names = Named(("restApi", "RestApiId"), ("authorization", "AuthorizationType")),
            Data = ["requestParameters", "requestModels"],
        },
        new("aws:apigateway/methodResponse:MethodResponse", "AWS::ApiGateway::Method")
        {
            Names = OfRestApi,
            Data = ["methodResponses.responseModels", "methodResponses.responseParameters"],
            Shape = response => Wrap(response, "methodResponses", keep: ["restApi", "resourceId", "httpMethod"], asList: true),
        },
        new("aws:apigateway/methodSettings:MethodSettings", "AWS::ApiGateway::Stage")
        {
            Names = OfRestApi,
            Shape = settings =>
            {
                Lift(settings, "settings");
                var path = Take(settings, "methodPath")!.GetValue<string>();
                (settings["resourcePath"], settings["httpMethod"]) = ("/" + path[..path.LastIndexOf('/')], path[(path.LastIndexOf('/') + 1)..]);
                Wrap(settings, "methodSettings", keep: ["restApi", "stageName"], asList: true);
            },
        },
        new("aws:apigateway/model:Model", "AWS::ApiGateway::Model") { Names = OfRestApi, Data = ["schema"] },
        new("aws:apigateway/requestValidator:RequestValidator", "AWS::ApiGateway::RequestValidator") { Names = OfRestApi },
        new("aws:apigateway/resource:Resource", "AWS::ApiGateway::Resource") { Names = OfRestApi },
        new("aws:apigateway/response:Response", "AWS::ApiGateway::GatewayResponse")
        {
            Names = OfRestApi,
            Data = ["responseParameters", "responseTemplates"],
            Shape = response => TemplatesAsText(response, "responseTemplates"),
        },
        new("aws:apigateway/restApi:RestApi", "AWS::ApiGateway::RestApi") { Data = ["policy"], Shape = OneEndpointType },
        new("aws:apigateway/restApiPolicy:RestApiPolicy", "AWS::ApiGateway::RestApi")
        {
            Data = ["policy"],
            Without = Because(("restApiId", "the policy is a property of the API itself")),
            // Of the API itself, which CloudFormation checks with its policy.
            Shape = policy => policy["name"] = "provisioning",
        },
        new("aws:apigateway/stage:Stage", "AWS::ApiGateway::Stage")
        {
            Names = Named(("restApi", "RestApiId"), ("deployment", "DeploymentId"), ("accessLogSettings", "AccessLogSetting"), ("xrayTracingEnabled", "TracingEnabled")),
            Texts = ["accessLogSettings.format"],
        },

        new("aws:cloudwatch/dashboard:Dashboard", "AWS::CloudWatch::Dashboard") { Texts = ["dashboardBody"] },
        new("aws:cloudwatch/eventRule:EventRule", "AWS::Events::Rule"),
        new("aws:cloudwatch/eventTarget:EventTarget", "AWS::Events::Rule")
        {
            Names = Named(("rule", "Name"), ("targets.targetId", "Id")),
            Data = ["targets.input"],
            Shape = target =>
            {
                Wrap(target, "targets", keep: ["rule"], asList: true);
                // Of the rule itself, which CloudFormation checks with its targets.
                target["scheduleExpression"] = "rate(1 day)";
            },
        },
        new("aws:cloudwatch/logGroup:LogGroup", "AWS::Logs::LogGroup") { Names = Named(("name", "LogGroupName")) },
        new("aws:cloudwatch/metricAlarm:MetricAlarm", "AWS::CloudWatch::Alarm")
        {
            Names = Named(("name", "AlarmName"), ("metricQueries", "Metrics"), ("okActions", "OKActions")),
            Shape = alarm =>
            {
                DimensionsAsList(alarm);
                foreach (var query in alarm["metricQueries"] as JsonArray ?? [])
                {
                    if (query!["metric"] is not JsonObject metric) { continue; }
                    DimensionsAsList(metric);
                    Wrap(metric, "metric", keep: ["period", "stat", "unit"]);
                    query["metricStat"] = metric.DeepClone();
                    ((JsonObject)query).Remove("metric");
                }
            },
        },

        new("aws:dynamodb/table:Table", "AWS::DynamoDB::GlobalTable")
        {
            When = table => table.ContainsKey("replicas"),
            Names = Named(("name", "TableName"), ("attributes", "AttributeDefinitions"), ("attributes.name", "AttributeName"), ("attributes.type", "AttributeType"), ("replicas.regionName", "Region")),
            Shape = table =>
            {
                TableKeys(table);
                // A replica in the home region, with the table's own recovery and protection, and one in each other region.
                var home = new JsonObject
                {
                    ["regionName"] = "us-east-1",
                    ["pointInTimeRecovery"] = table["pointInTimeRecovery"]!["enabled"]!.DeepClone(),
                    ["deletionProtectionEnabled"] = Take(table, "deletionProtectionEnabled"),
                    ["tags"] = Take(table, "tags"),
                };
                table.Remove("pointInTimeRecovery");
                table["replicas"]!.AsArray().Insert(0, home);
                foreach (var replica in table["replicas"]!.AsArray().Select(replica => replica!.AsObject()))
                {
                    replica["pointInTimeRecoverySpecification"] = new JsonObject { ["pointInTimeRecoveryEnabled"] = Take(replica, "pointInTimeRecovery") };
                    replica.Remove("propagateTags");
                    if (Take(replica, "tags") is JsonObject tags) { replica["tags"] = TagList(tags); }
                }
                Stream(table);
            },
        },
        new("aws:dynamodb/table:Table", "AWS::DynamoDB::Table")
        {
            Names = Named(("name", "TableName"), ("attributes", "AttributeDefinitions"), ("attributes.name", "AttributeName"), ("attributes.type", "AttributeType"), ("ttl", "TimeToLiveSpecification")),
            Shape = table =>
            {
                TableKeys(table);
                table["pointInTimeRecoverySpecification"] = new JsonObject { ["pointInTimeRecoveryEnabled"] = Take(table, "pointInTimeRecovery")!["enabled"]!.DeepClone() };
                Stream(table);
            },
        },

        new("aws:iam/role:Role", "AWS::IAM::Role") { Names = Named(("name", "RoleName"), ("assumeRolePolicy", "AssumeRolePolicyDocument")), Data = ["assumeRolePolicy"] },
        new("aws:iam/rolePolicy:RolePolicy", "AWS::IAM::RolePolicy") { Names = Named(("name", "PolicyName"), ("policy", "PolicyDocument"), ("role", "RoleName")), Data = ["policy"] },

        new("aws:iot/loggingOptions:LoggingOptions", "AWS::IoT::Logging")
        {
            Without = Because(("disableAllLogs", "the level DISABLED says it")),
            Shape = options => options["accountId"] = Recorder.Account,
        },
        new("aws:iot/policy:Policy", "AWS::IoT::Policy") { Names = Named(("name", "PolicyName"), ("policy", "PolicyDocument")), Data = ["policy"] },
        new("aws:iot/provisioningTemplate:ProvisioningTemplate", "AWS::IoT::ProvisioningTemplate")
        {
            Names = Named(("name", "TemplateName"), ("type", "TemplateType")),
            Texts = ["templateBody"],
        },
        new("aws:iot/topicRule:TopicRule", "AWS::IoT::TopicRule")
        {
            Names = Named(("name", "RuleName"), ("topicRulePayload.sqlVersion", "AwsIotSqlVersion")),
            Shape = rule =>
            {
                rule["ruleDisabled"] = !Take(rule, "enabled")!.GetValue<bool>();
                rule["actions"] = new JsonArray([.. Take(rule, "lambdas")!.AsArray().Select(lambda => (JsonNode)new JsonObject { ["lambda"] = lambda!.DeepClone() })]);
                Wrap(rule, "topicRulePayload", keep: ["name", "tags"]);
            },
        },

        new("aws:lambda/function:Function", "AWS::Lambda::Function")
        {
            Names = Named(("name", "FunctionName")),
            Data = ["environment.variables"],
            Shape = function => function["code"] = new JsonObject { ["s3Bucket"] = "uploaded-by-pulumi", ["s3Key"] = "functions.zip" },
        },
        new("aws:lambda/permission:Permission", "AWS::Lambda::Permission") { Names = Named(("function", "FunctionName")) },

        new("aws:route53/healthCheck:HealthCheck", "AWS::Route53::HealthCheck")
        {
            Names = Named(("healthCheckConfig.fqdn", "FullyQualifiedDomainName"), ("healthCheckConfig.enableSni", "EnableSNI")),
            Shape = check =>
            {
                if (Take(check, "tags") is JsonObject tags) { check["healthCheckTags"] = TagList(tags); }
                Wrap(check, "healthCheckConfig", keep: ["healthCheckTags"]);
            },
        },
        new("aws:route53/record:Record", "AWS::Route53::RecordSet")
        {
            Names = Named(("zoneId", "HostedZoneId"), ("records", "ResourceRecords"), ("ttl", "TTL"), ("aliasTarget.name", "DNSName"), ("aliasTarget.zoneId", "HostedZoneId")),
            Without = Because(("allowOverwrite", "Pulumi's; it is not sent to AWS")),
            Shape = record =>
            {
                if (Take(record, "aliases") is JsonArray aliases) { record["aliasTarget"] = Assert.Single(aliases)!.DeepClone(); }
                if (Take(record, "latencyRoutingPolicies") is JsonArray policies) { record["region"] = Assert.Single(policies)!["region"]!.DeepClone(); }
                if (Take(record, "ttl") is { } ttl) { record["ttl"] = ttl.ToJsonString(); }
            },
        },

        new("aws:s3/bucket:Bucket", "AWS::S3::Bucket") { Names = Named(("bucket", "BucketName")) },
        new("aws:s3/bucketOwnershipControls:BucketOwnershipControls", "AWS::S3::Bucket")
        {
            Names = Named(("bucket", "BucketName")),
            Shape = controls => controls["ownershipControls"] = new JsonObject { ["rules"] = new JsonArray(Take(controls, "rule")) },
        },
        new("aws:s3/bucketPolicy:BucketPolicy", "AWS::S3::BucketPolicy") { Names = Named(("policy", "PolicyDocument")), Data = ["policy"] },
        new("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "AWS::S3::Bucket")
        {
            Names = Named(("bucket", "BucketName")),
            Shape = block => Wrap(block, "publicAccessBlockConfiguration", keep: ["bucket"]),
        },
        new("aws:sqs/queue:Queue", "AWS::SQS::Queue") { Names = Named(("name", "QueueName"), ("messageRetentionSeconds", "MessageRetentionPeriod")) },

        new("aws:wafv2/webAcl:WebAcl", "AWS::WAFv2::WebACL")
        {
            Names = Named(("visibilityConfig.cloudwatchMetricsEnabled", "CloudWatchMetricsEnabled"), ("rules.visibilityConfig.cloudwatchMetricsEnabled", "CloudWatchMetricsEnabled")),
        },
        new("aws:wafv2/webAclAssociation:WebAclAssociation", "AWS::WAFv2::WebACLAssociation") { Names = Named(("webAclArn", "WebACLArn")) },
    ];

    private static Dictionary<string, string> Named(params (string Path, string Name)[] names) => names.ToDictionary(name => name.Path, name => name.Name);

    private static Dictionary<string, string> Because(params (string Property, string Reason)[] reasons) => reasons.ToDictionary(reason => reason.Property, reason => reason.Reason);

    /// <summary>Removes a property and returns it, free of its parent.</summary>
    private static JsonNode? Take(JsonObject from, string property)
    {
        var taken = from[property];
        from.Remove(property);
        return taken;
    }

    /// <summary>Puts a property's own properties in its place.</summary>
    private static void Lift(JsonObject resource, string property)
    {
        foreach (var (key, value) in Take(resource, property)!.AsObject().ToArray()) { resource[key] = value?.DeepClone(); }
    }

    /// <summary>Puts all properties but some into one.</summary>
    private static void Wrap(JsonObject resource, string into, string[] keep, bool asList = false)
    {
        var wrapped = new JsonObject();
        foreach (var key in resource.Select(entry => entry.Key).Except(keep).ToArray()) { wrapped[key] = Take(resource, key); }
        resource[into] = asList ? new JsonArray(wrapped) : wrapped;
    }

    private static void OneEndpointType(JsonObject resource)
    {
        if (resource["endpointConfiguration"] is JsonObject endpoint) { endpoint["types"] = new JsonArray(Take(endpoint, "types")); }
    }

    private static JsonObject TemplatesAsText(JsonObject resource, string property)
    {
        if (resource[property] is JsonObject templates)
        {
            foreach (var (contentType, template) in templates.ToArray()) { templates[contentType] = template is JsonObject ? template.ToJsonString() : template!.DeepClone(); }
        }
        return resource;
    }

    private static void DimensionsAsList(JsonObject metric)
    {
        if (Take(metric, "dimensions") is JsonObject dimensions)
        {
            metric["dimensions"] = new JsonArray([.. dimensions.Select(dimension => (JsonNode)new JsonObject { ["name"] = dimension.Key, ["value"] = dimension.Value?.DeepClone() })]);
        }
    }

    private static JsonArray TagList(JsonObject tags) => [.. tags.Select(tag => (JsonNode)new JsonObject { ["key"] = tag.Key, ["value"] = tag.Value?.DeepClone() })];

    private static void TableKeys(JsonObject table)
    {
        var keys = new JsonArray();
        foreach (var (property, kind) in ((string, string)[])[("hashKey", "HASH"), ("rangeKey", "RANGE")])
        {
            if (Take(table, property) is { } attribute) { keys.Add(new JsonObject { ["attributeName"] = attribute, ["keyType"] = kind }); }
        }
        table["keySchema"] = keys;
    }

    private static void Stream(JsonObject table)
    {
        if (Take(table, "streamEnabled")?.GetValue<bool>() == true) { table["streamSpecification"] = new JsonObject { ["streamViewType"] = Take(table, "streamViewType") }; }
    }
}
