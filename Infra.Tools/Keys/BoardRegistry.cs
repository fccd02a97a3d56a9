using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Serialization;
using Amazon.IoT;
using Amazon.IoT.Model;
using Infra.Identity;

namespace Infra.Tools.Keys;

/// <summary>
/// A lab board in AWS IoT: thing, policy, certificate and what ties them. Each step may have been done before, so a run that was
/// cut off is repeated as it was; the certificate becomes ACTIVE last, when everything else is right.
/// </summary>
internal sealed class BoardRegistry(AmazonIoTClient iot)
{
    /// <summary>Registers the certificate, unless it is, and authorizes it.</summary>
    public Task<Authorized> AuthorizeAsync(DeviceId thing, X509Certificate2 certificate, X509Certificate2? ca, bool withoutCa, string? policyName, CancellationToken cancellation) =>
        AuthorizeAsync(thing, certificate, ca, withoutCa, policyName, () => { }, cancellation);

    /// <param name="store">What brings the certificate to the board: called when everything but its activation is done.</param>
    public async Task<Authorized> AuthorizeAsync(
        DeviceId thing, X509Certificate2 certificate, X509Certificate2? ca, bool withoutCa, string? policyName, Action store, CancellationToken cancellation)
    {
        var registered = await FindCertificateAsync(Sha256Digest.Of(certificate.RawData).ToString(), cancellation);
        if (registered?.Status == CertificateStatus.REVOKED)
        {
            throw new ToolException(ExitCodes.Refused, "certificate-revoked", $"certificate {registered.CertificateId} is REVOKED in AWS IoT", "issue another with 'provision key certificate'");
        }

        var thingArn = await EnsureThingAsync(thing, cancellation);
        var policy = policyName ?? await EnsurePolicyAsync(thing, thingArn, cancellation);
        var arn = registered?.CertificateArn ?? await RegisterAsync(certificate, ca, withoutCa, cancellation);
        var endpoint = await EndpointAsync(cancellation);
        await TieAsync(thing, policy, arn, store, cancellation);
        return new(thing.ToString(), thingArn, policy, IdOf(arn), arn, endpoint);
    }

    /// <summary>AWS certifies the key of a board that signed its own request.</summary>
    /// <param name="store">What brings the certificate, PEM, to the board: called when everything but its activation is done.</param>
    public async Task<Authorized> CertifyAsync(DeviceId thing, string requestPem, string? policyName, Action<string> store, CancellationToken cancellation)
    {
        var thingArn = await EnsureThingAsync(thing, cancellation);
        var policy = policyName ?? await EnsurePolicyAsync(thing, thingArn, cancellation);
        var endpoint = await EndpointAsync(cancellation);
        var made = await iot.CreateCertificateFromCsrAsync(new CreateCertificateFromCsrRequest { CertificateSigningRequest = requestPem, SetAsActive = false }, cancellation);
        await TieAsync(thing, policy, made.CertificateArn, () => store(made.CertificatePem), cancellation);
        return new(thing.ToString(), thingArn, policy, made.CertificateId, made.CertificateArn, endpoint);
    }

    /// <summary>
    /// Option 1 of FreeRTOS's page: AWS makes key and certificate. It tells the key once, so <paramref name="keep"/> is called
    /// before anything is done with it.
    /// </summary>
    public async Task<Authorized> CreateAsync(DeviceId thing, string? policyName, Action<NewCredentials> keep, CancellationToken cancellation)
    {
        var thingArn = await EnsureThingAsync(thing, cancellation);
        var policy = policyName ?? await EnsurePolicyAsync(thing, thingArn, cancellation);
        var endpoint = await EndpointAsync(cancellation);
        var made = await iot.CreateKeysAndCertificateAsync(new CreateKeysAndCertificateRequest { SetAsActive = false }, cancellation);
        keep(new(made.CertificatePem, made.KeyPair.PrivateKey, endpoint));
        await TieAsync(thing, policy, made.CertificateArn, () => { }, cancellation);
        return new(thing.ToString(), thingArn, policy, made.CertificateId, made.CertificateArn, endpoint);
    }

    /// <summary>What <see cref="RemoveAsync"/> would do.</summary>
    public async Task<Removal> PlanRemovalAsync(DeviceId thing, string? alsoCertificateId, CancellationToken cancellation)
    {
        var exists = await FindThingArnAsync(thing, cancellation) is not null;
        var principals = exists ? await PrincipalsAsync(thing, cancellation) : [];
        if (alsoCertificateId is not null && await FindCertificateAsync(alsoCertificateId, cancellation) is { } also && !principals.Contains(also.CertificateArn))
        {
            principals = [.. principals, also.CertificateArn];
        }

        var certificates = new List<RemovedCertificate>();
        foreach (var arn in principals.Where(arn => arn.Contains(":cert/", StringComparison.Ordinal)))
        {
            var things = await ThingsAsync(arn, cancellation);
            var others = things.Where(name => name != thing.ToString()).ToList();
            certificates.Add(new(IdOf(arn), arn, await PoliciesAsync(arn, cancellation), Attached: things.Count > others.Count, Kept: others.Count > 0, others));
        }

        return new(thing.ToString(), exists, certificates, BoardPolicy.NameFor(thing), await HasPolicyAsync(BoardPolicy.NameFor(thing), cancellation));
    }

    /// <summary>
    /// Takes the board's access first, then what is left of it. A certificate that other things use stays, but for this thing;
    /// policies that were not made for this board stay.
    /// </summary>
    public async Task RemoveAsync(DeviceId thing, Removal plan, CancellationToken cancellation)
    {
        foreach (var certificate in plan.Certificates.Where(certificate => !certificate.Kept))
        {
            await iot.UpdateCertificateAsync(new UpdateCertificateRequest { CertificateId = certificate.CertificateId, NewStatus = CertificateStatus.INACTIVE }, cancellation);
        }

        foreach (var certificate in plan.Certificates)
        {
            foreach (var policy in certificate.Policies.Where(policy => !certificate.Kept || policy == plan.PolicyName))
            {
                await iot.DetachPolicyAsync(new DetachPolicyRequest { PolicyName = policy, Target = certificate.CertificateArn }, cancellation);
            }

            if (certificate.Attached)
            {
                await iot.DetachThingPrincipalAsync(new DetachThingPrincipalRequest { ThingName = thing.ToString(), Principal = certificate.CertificateArn }, cancellation);
            }

            if (!certificate.Kept) { await iot.DeleteCertificateAsync(new DeleteCertificateRequest { CertificateId = certificate.CertificateId }, cancellation); }
        }

        if (plan.PolicyExists) { await iot.DeletePolicyAsync(new DeletePolicyRequest { PolicyName = plan.PolicyName }, cancellation); }
        if (plan.ThingExists) { await iot.DeleteThingAsync(new DeleteThingRequest { ThingName = thing.ToString() }, cancellation); }
    }

    private async Task TieAsync(DeviceId thing, string policy, string certificateArn, Action beforeActive, CancellationToken cancellation)
    {
        // Policies are attached to certificates, things to principals; both calls are idempotent.
        await iot.AttachPolicyAsync(new AttachPolicyRequest { PolicyName = policy, Target = certificateArn }, cancellation);
        await iot.AttachThingPrincipalAsync(new AttachThingPrincipalRequest { ThingName = thing.ToString(), Principal = certificateArn }, cancellation);
        beforeActive();
        await iot.UpdateCertificateAsync(new UpdateCertificateRequest { CertificateId = IdOf(certificateArn), NewStatus = CertificateStatus.ACTIVE }, cancellation);
    }

    /// <summary>INACTIVE at first: nothing connects with half of its rights.</summary>
    private async Task<string> RegisterAsync(X509Certificate2 certificate, X509Certificate2? ca, bool withoutCa, CancellationToken cancellation) => withoutCa
        ? (await iot.RegisterCertificateWithoutCAAsync(
            new RegisterCertificateWithoutCARequest { CertificatePem = PemOf(certificate), Status = CertificateStatus.INACTIVE }, cancellation)).CertificateArn
        : (await iot.RegisterCertificateAsync(
            new RegisterCertificateRequest { CertificatePem = PemOf(certificate), CaCertificatePem = ca is null ? null : PemOf(ca), Status = CertificateStatus.INACTIVE }, cancellation)).CertificateArn;

    private async Task<string> EnsureThingAsync(DeviceId thing, CancellationToken cancellation) =>
        await FindThingArnAsync(thing, cancellation) ?? (await iot.CreateThingAsync(new CreateThingRequest { ThingName = thing.ToString() }, cancellation)).ThingArn;

    private async Task<string> EnsurePolicyAsync(DeviceId thing, string thingArn, CancellationToken cancellation)
    {
        var (name, document) = (BoardPolicy.NameFor(thing), BoardPolicy.DocumentFor(thingArn, thing));
        try
        {
            await iot.CreatePolicyAsync(new CreatePolicyRequest { PolicyName = name, PolicyDocument = document }, cancellation);
        }
        catch (ResourceAlreadyExistsException)
        {
            var there = await iot.GetPolicyAsync(new GetPolicyRequest { PolicyName = name }, cancellation);
            if (!BoardPolicy.Same(there.PolicyDocument, document))
            {
                throw new ToolException(ExitCodes.Refused, "policy-differs",
                    $"policy {name} is there already and says something else; nothing is attached", $"attach it as it is with --policy {name}, or remove it first");
            }
        }

        return name;
    }

    private async Task<string?> FindThingArnAsync(DeviceId thing, CancellationToken cancellation) => await FindAsync(async () =>
        (await iot.DescribeThingAsync(new DescribeThingRequest { ThingName = thing.ToString() }, cancellation)).ThingArn);

    private async Task<CertificateDescription?> FindCertificateAsync(string id, CancellationToken cancellation) => await FindAsync(async () =>
        (await iot.DescribeCertificateAsync(new DescribeCertificateRequest { CertificateId = id }, cancellation)).CertificateDescription);

    private async Task<bool> HasPolicyAsync(string name, CancellationToken cancellation) => await FindAsync(async () =>
        (await iot.GetPolicyAsync(new GetPolicyRequest { PolicyName = name }, cancellation)).PolicyName) is not null;

    /// <summary>The account's data endpoint.</summary>
    public async Task<string> EndpointAsync(CancellationToken cancellation) =>
        (await iot.DescribeEndpointAsync(new DescribeEndpointRequest { EndpointType = "iot:Data-ATS" }, cancellation)).EndpointAddress;

    private Task<List<string>> PrincipalsAsync(DeviceId thing, CancellationToken cancellation) => PagesAsync(async token =>
        await iot.ListThingPrincipalsAsync(new ListThingPrincipalsRequest { ThingName = thing.ToString(), NextToken = token }, cancellation) is var page ? (page.Principals, page.NextToken) : default);

    private Task<List<string>> ThingsAsync(string certificateArn, CancellationToken cancellation) => PagesAsync(async token =>
        await iot.ListPrincipalThingsAsync(new ListPrincipalThingsRequest { Principal = certificateArn, NextToken = token }, cancellation) is var page ? (page.Things, page.NextToken) : default);

    private Task<List<string>> PoliciesAsync(string certificateArn, CancellationToken cancellation) => PagesAsync(async marker =>
        await iot.ListAttachedPoliciesAsync(new ListAttachedPoliciesRequest { Target = certificateArn, Marker = marker }, cancellation) is var page
            ? (page.Policies?.ConvertAll(policy => policy.PolicyName), page.NextMarker) : default);

    private static async Task<List<string>> PagesAsync(Func<string?, Task<(List<string>? Items, string? Next)>> pageAt)
    {
        var all = new List<string>();
        string? next = null;
        do
        {
            (var items, next) = await pageAt(next);
            all.AddRange(items ?? []); // the SDK leaves an empty list null
        }
        while (!string.IsNullOrEmpty(next));
        return all;
    }

    private static async Task<T?> FindAsync<T>(Func<Task<T>> describe) where T : class
    {
        try
        {
            return await describe();
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }

    private static string IdOf(string certificateArn) => certificateArn[(certificateArn.LastIndexOf('/') + 1)..];

    private static string PemOf(X509Certificate2 certificate) => Infra.Pki.Pem.OfCertificate(certificate.RawData);
}

/// <summary>What AWS made, and where it is good for.</summary>
internal sealed record NewCredentials(string CertificatePem, string PrivateKeyPem, string Endpoint);

/// <summary>A board that may connect.</summary>
internal sealed record Authorized(string ThingName, string ThingArn, string PolicyName, string CertificateId, string CertificateArn, string Endpoint);

/// <summary>What is to go, or went.</summary>
internal sealed record Removal(string ThingName, bool ThingExists, IReadOnlyList<RemovedCertificate> Certificates, string PolicyName, bool PolicyExists)
{
    [JsonIgnore]
    public bool IsEmpty => !ThingExists && !PolicyExists && Certificates.All(certificate => certificate.Kept && !certificate.Attached);
}

/// <summary>One of the board's certificates, attached to its thing unless a run was cut off; kept when other things use it.</summary>
internal sealed record RemovedCertificate(string CertificateId, string CertificateArn, IReadOnlyList<string> Policies, bool Attached, bool Kept, IReadOnlyList<string> OtherThings);
