using Infra.Identity;
using Infra.Identity.Contracts;
using Pulumi;
using Pulumi.Aws.Acm;
using Pulumi.Aws.ApiGateway;
using Pulumi.Aws.ApiGateway.Inputs;
using Pulumi.Aws.Route53;
using Pulumi.Aws.Route53.Inputs;
using ResourceArgs = Pulumi.ResourceArgs;

namespace Infra.Components;

/// <summary>What an <see cref="ApiDomain"/> is made from.</summary>
public sealed class ApiDomainArgs : ResourceArgs
{
    /// <summary>Names of the product line in its region.</summary>
    public required ResourceNames Names { get; init; }

    /// <summary>The API.</summary>
    public required ProvisioningApi Api { get; init; }

    /// <summary>The name that devices are built with, such as provisioning.example.net: the same in every region.</summary>
    [Input("domainName", required: true)]
    public required string DomainName { get; init; }

    /// <summary>Id of the public Route 53 zone that the name is in.</summary>
    [Input("zoneId", required: true)]
    public required Input<string> ZoneId { get; init; }

    /// <summary>The name under which this region alone answers; health is checked under it. Default: REGION.DOMAINNAME.</summary>
    [Input("regionDomainName")]
    public string? RegionDomainName { get; init; }

    /// <summary>
    /// ARN of an ACM certificate of this region for both names. Default: none; one is asked for and validated by records in the zone, and
    /// ACM renews it as long as those stay.
    /// </summary>
    [Input("certificateArn")]
    public Input<string>? CertificateArn { get; init; }

    /// <summary>Tags. Default: none.</summary>
    [Input("tags")]
    public InputMap<string> Tags { get; init; } = [];
}

/// <summary>
/// One name for the APIs of all regions: Route 53 sends a device to the region that is nearest to it and healthy. A name that API Gateway made up is no
/// name to build into a device: it goes with the API. Each region answers under a name of its own too, since a health check that asks under the
/// shared name would be answered by some region, and under the generated one by none where that is switched off.
/// </summary>
public sealed class ApiDomain : ComponentResource
{
    // X.509's upper bound for a common name, which ACM gives the first name of a certificate (RFC 5280, appendix A.1).
    private const int LongestName = 64;

    /// <summary>Creates certificate, names, health check and records.</summary>
    public ApiDomain(string name, ApiDomainArgs args, ComponentResourceOptions? options = null)
        : base("infra-components:index:ApiDomain", name, args, options)
    {
        var regionName = args.RegionDomainName ?? args.Names.ApiRegionDomain(args.DomainName);
        if (FaultOf(args.DomainName, regionName) is { } fault) { throw new ComponentException(ComponentCodes.ApiDomainInvalid, fault); }
        if (args.Api.IsPrivate)
        {
            throw new ComponentException(ComponentCodes.ApiDomainInvalid,
                $"'{args.DomainName}' is a public name, but the API answers VPC endpoints only; give the endpoints' own names to those who call it, or let the API be called from elsewhere");
        }

        var certificate = args.CertificateArn ?? ValidatedCertificate(name, args, regionName);
        var shared = NewDomain(name, args, args.DomainName, certificate);
        var own = NewDomain($"{name}-region", args, regionName, certificate);

        _ = new Record($"{name}-region", new()
        {
            ZoneId = args.ZoneId,
            Name = regionName,
            Type = "A",
            Aliases = [TargetOf(own)],
        }, new() { Parent = this });

        var health = new HealthCheck(name, new()
        {
            Type = "HTTPS",
            Fqdn = own.Domain,
            Port = 443,
            EnableSni = true,
            ResourcePath = Routes.Health,
            RequestInterval = 30,
            FailureThreshold = 3,
            Tags = InputMap<string>.Merge(args.Tags, new() { { "Name", regionName } }),
        }, new() { Parent = this });

        _ = new Record(name, new()
        {
            ZoneId = args.ZoneId,
            Name = args.DomainName,
            Type = "A",
            // By latency even while there is one region: Route 53 takes no second kind of record beside it when the next one comes.
            SetIdentifier = args.Names.Region,
            LatencyRoutingPolicies = [new RecordLatencyRoutingPolicyArgs { Region = args.Names.Region }],
            HealthCheckId = health.Id,
            Aliases = [TargetOf(shared)],
        }, new() { Parent = this });

        (Url, RegionUrl) = (shared.Domain.Apply(host => $"https://{host}"), own.Domain.Apply(host => $"https://{host}"));
        RegisterOutputs();
    }

    /// <summary>Where devices post their CSR, whatever region answers: this, then <c>/new</c> or <c>/proto</c>.</summary>
    [Output("url")]
    public Output<string> Url { get; private init; }

    /// <summary>The same of this region alone.</summary>
    [Output("regionUrl")]
    public Output<string> RegionUrl { get; private init; }

    /// <summary>What is wrong with the names; null if nothing is.</summary>
    public static string? FaultOf(string domainName, string regionDomainName)
    {
        foreach (var name in (string[])[domainName, regionDomainName])
        {
            if (!HostName.IsName(name)) { return $"'{name}' is no domain name; give one such as provisioning.example.net, in lower case"; }
        }
        if (domainName.Length > LongestName)
        {
            return $"'{domainName}' has {domainName.Length} characters, a certificate's common name at most {LongestName}; choose a shorter one";
        }
        return domainName == regionDomainName ? $"'{domainName}' is to be the name of all regions and of this one; choose another for the region" : null;
    }

    private DomainName NewDomain(string name, ApiDomainArgs args, string hostName, Input<string> certificateArn)
    {
        var domain = new DomainName(name, new()
        {
            Domain = hostName,
            Region = args.Names.Region,
            RegionalCertificateArn = certificateArn,
            EndpointConfiguration = new DomainNameEndpointConfigurationArgs { Types = "REGIONAL" },
            // API Gateway's other choice admits TLS 1.0.
            SecurityPolicy = "TLS_1_2",
            Tags = args.Tags,
        }, new() { Parent = this });

        // At the name's root: the stage is no part of a device's URL.
        _ = new BasePathMapping(name, new()
        {
            Region = args.Names.Region,
            RestApi = args.Api.ApiId,
            StageName = args.Api.StageName,
            DomainName = domain.Domain,
        }, new() { Parent = this });
        return domain;
    }

    private static RecordAliasArgs TargetOf(DomainName domain) => new()
    {
        Name = domain.RegionalDomainName,
        ZoneId = domain.RegionalZoneId,
        EvaluateTargetHealth = true,
    };

    private Output<string> ValidatedCertificate(string name, ApiDomainArgs args, string regionName)
    {
        var child = new CustomResourceOptions { Parent = this };
        var certificate = new Certificate(name, new()
        {
            Region = args.Names.Region,
            DomainName = args.DomainName,
            SubjectAlternativeNames = [regionName],
            ValidationMethod = "DNS",
            Tags = args.Tags,
        }, child);

        return new CertificateValidation(name, new()
        {
            Region = args.Names.Region,
            CertificateArn = certificate.Arn,
            ValidationRecordFqdns =
            [
                NewAnswer($"{name}-validation", args, certificate, args.DomainName).Fqdn,
                NewAnswer($"{name}-region-validation", args, certificate, regionName).Fqdn,
            ],
        }, child).CertificateArn;
    }

    /// <summary>
    /// ACM asks for the same record in every region of an account, so that each stack may overwrite it with itself; and since the other regions'
    /// certificates are renewed by it, no stack takes it along when it goes.
    /// </summary>
    private Record NewAnswer(string name, ApiDomainArgs args, Certificate certificate, string hostName)
    {
        var asked = certificate.DomainValidationOptions.Apply(options => options.Single(option => option.DomainName == hostName));
        return new(name, new()
        {
            ZoneId = args.ZoneId,
            Name = asked.Apply(option => option.ResourceRecordName!),
            Type = asked.Apply(option => option.ResourceRecordType!),
            Records = [asked.Apply(option => option.ResourceRecordValue!)],
            Ttl = 300,
            AllowOverwrite = true,
        }, new() { Parent = this, RetainOnDelete = true });
    }
}
