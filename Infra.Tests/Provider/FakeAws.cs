using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Pki;
using Infra.Provider.Ports;

namespace Infra.Tests.Provider;

/// <summary>
/// AWS IoT and ACM PCA of one account behind the provider's ports. It checks a verification certificate as AWS IoT does, and any
/// call can be made to fail, before or after it took effect.
/// </summary>
internal sealed class FakeAws(SoftwareAuthority privateCa) : ICaRegistry, IPrivateCa, ICertificateProviders
{
    private readonly Dictionary<string, RegisteredCa> _registered = [];
    private readonly Dictionary<string, string?> _owners = [];
    private readonly Dictionary<string, (string Pem, int LooksUntilReady)> _issued = [];
    private readonly Dictionary<string, List<DeviceCertificate>> _devices = [];
    private readonly Dictionary<string, PlannedFault> _faults = [];

    public static string RegistrationCode { get; } = new string('a', 32) + new string('7', 32);

    public AwsPorts Ports => new(region => { Regions.Add($"iot {region}"); return this; }, region => { Regions.Add($"acm-pca {region}"); return this; }, region => { Regions.Add($"iot {region}"); return this; });

    /// <summary>Every call, in order.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Which clients were asked for.</summary>
    public List<string> Regions { get; } = [];

    public IReadOnlyDictionary<string, RegisteredCa> Registered => _registered;

    /// <summary>How often GetCertificate says "in progress" first.</summary>
    public int LooksUntilReady { get; set; }

    public PrivateCaRequest? LastRequest { get; private set; }

    public CaToRegister? LastOrder { get; private set; }

    /// <summary>Makes calls of this name fail: as many as said, after as many that succeed.</summary>
    public void Fail(string call, Exception fault, bool afterEffect = false, int after = 0, int times = 1) => _faults[call] = new(fault, afterEffect, after, times);

    /// <summary>Someone else deletes every CA just before a call of this name.</summary>
    public void DeleteBefore(string call, int after = 0) => _faults[call] = new(null, false, after, 1);

    /// <summary>A device of this CA is registered.</summary>
    public void AddDevice(string caCertificateId, bool isActive = true)
    {
        var devices = _devices.TryGetValue(caCertificateId, out var some) ? some : _devices[caCertificateId] = [];
        devices.Add(new($"device-{devices.Count}", isActive));
    }

    /// <summary>How many certificates ListCertificatesByCA puts on a page.</summary>
    public int PageSize { get; set; } = 2;

    /// <summary>Runs when a call of the name has been made.</summary>
    public Action<string> AfterCall { get; set; } = _ => { };

    public Task<string> GetRegistrationCodeAsync(CancellationToken cancellationToken) => Call("GetRegistrationCode", () => RegistrationCode, cancellationToken);

    public Task<RegisteredCa> RegisterAsync(CaToRegister ca, CancellationToken cancellationToken) => Call("RegisterCACertificate", () =>
    {
        LastOrder = ca;
        using var authority = Infra.Pki.Pem.Certificates(ca.CertificatePem)[0];
        var id = Convert.ToHexStringLower(SHA256.HashData(authority.RawData));
        if (_registered.ContainsKey(id)) { throw new CaAlreadyRegisteredException(); }
        if (ca.VerificationCertificatePem is { } pem) { VerifyPossession(authority, pem); }
        var registered = new RegisteredCa(
            id, $"arn:aws:iot:us-east-1:123456789012:cacert/{id}", ca.CertificatePem, ca.VerificationCertificatePem is null ? "SNI_ONLY" : "DEFAULT", ca.Settings);
        _registered[id] = registered;
        _owners[registered.Arn] = ca.Owner;
        return registered;
    }, cancellationToken);

    public Task<string?> FindOwnerAsync(string caCertificateArn, CancellationToken cancellationToken) => Call("ListTagsForResource", () =>
        _registered.Values.Any(ca => ca.Arn == caCertificateArn) ? _owners[caCertificateArn] : throw new CaNotFoundException(), cancellationToken);

    /// <summary>Somebody else's registration, with a mark of theirs or none.</summary>
    public void SetOwner(string? owner)
    {
        foreach (var arn in _owners.Keys.ToList()) { _owners[arn] = owner; }
    }

    public Task<RegisteredCa?> FindAsync(string caCertificateId, CancellationToken cancellationToken) =>
        Call("DescribeCACertificate", () => _registered.GetValueOrDefault(caCertificateId), cancellationToken);

    public Task ChangeAsync(string caCertificateId, CaChange change, CancellationToken cancellationToken) => Call("UpdateCACertificate", () =>
    {
        var ca = _registered.GetValueOrDefault(caCertificateId) ?? throw new CaNotFoundException();
        _registered[caCertificateId] = ca with
        {
            Settings = new CaSettings(
                change.IsActive ?? ca.Settings.IsActive,
                change.AutoRegistration ?? (!change.RemoveTemplate && ca.Settings.AutoRegistration),
                change.RemoveTemplate ? null : change.TemplateName ?? ca.Settings.TemplateName),
        };
        return true;
    }, cancellationToken);

    public Task<DeviceCertificatePage> ListCertificatesAsync(string caCertificateId, string? marker, CancellationToken cancellationToken) => Call("ListCertificatesByCA", () =>
    {
        if (!_registered.ContainsKey(caCertificateId)) { throw new CaNotFoundException(); }
        var devices = _devices.GetValueOrDefault(caCertificateId, []);
        var start = marker is null ? 0 : int.Parse(marker, CultureInfo.InvariantCulture);
        var end = start + PageSize;
        return new DeviceCertificatePage(
            [.. devices.Skip(start).Take(PageSize)], end < devices.Count ? end.ToString(CultureInfo.InvariantCulture) : null);
    }, cancellationToken);

    public Task DeleteAsync(string caCertificateId, CancellationToken cancellationToken) => Call("DeleteCACertificate", () =>
    {
        if (_registered.TryGetValue(caCertificateId, out var ca) && ca.Settings.IsActive)
        {
            throw new InvalidOperationException("CertificateStateException: the CA is active");
        }

        return _registered.Remove(caCertificateId);
    }, cancellationToken);

    public Task<string> IssueAsync(PrivateCaRequest request, CancellationToken cancellationToken) => Call("IssueCertificate", () =>
    {
        LastRequest = request;
        // The same token gets the same certificate.
        var arn = $"{request.CertificateAuthorityArn}/certificate/{request.IdempotencyToken}";
        if (!_issued.ContainsKey(arn))
        {
            var certificate = privateCa.SignRequest(
                Infra.Pki.Pem.Request(request.RequestPem), CertificateProfile.Verification,
                ValidityPeriod.FromNow(TimeProvider.System, TimeSpan.FromDays(request.ValidityDays)));
            _issued[arn] = (certificate.CertificatePem, LooksUntilReady);
        }

        return arn;
    }, cancellationToken);

    public int Issued => _issued.Count;

    public Task<string?> FindCertificateAsync(string certificateAuthorityArn, string certificateArn, CancellationToken cancellationToken) => Call("GetCertificate", () =>
    {
        var (pem, looks) = _issued[certificateArn];
        _issued[certificateArn] = (pem, looks - 1);
        return looks > 0 ? null : pem;
    }, cancellationToken);

    /// <summary>The account's certificate provider.</summary>
    public SigningFunction? Signing { get; set; }

    Task<SigningFunction?> ICertificateProviders.FindAsync(string name, CancellationToken cancellationToken) =>
        Call("DescribeCertificateProvider", () => Signing?.Name == name ? Signing : null, cancellationToken);

    Task<SigningFunction> ICertificateProviders.CreateAsync(string name, string functionArn, CancellationToken cancellationToken) => Call("CreateCertificateProvider", () =>
    {
        if (Signing is { } there) { throw there.Name == name ? new ProviderExistsException() : new AnotherProviderException(); }
        return Signing = new(name, $"arn:aws:iot:us-east-1:123456789012:certificateprovider/{name}", functionArn);
    }, cancellationToken);

    Task ICertificateProviders.ChangeAsync(string name, string functionArn, CancellationToken cancellationToken) => Call("UpdateCertificateProvider", () =>
        Signing = Signing?.Name == name ? Signing with { FunctionArn = functionArn } : throw new ProviderNotFoundException(), cancellationToken);

    Task ICertificateProviders.DeleteAsync(string name, CancellationToken cancellationToken) => Call("DeleteCertificateProvider", () =>
    {
        if (Signing?.Name == name) { Signing = null; }
        return true;
    }, cancellationToken);

    private static void VerifyPossession(X509Certificate2 authority, string verificationPem)
    {
        using var verification = Infra.Pki.Pem.Certificates(verificationPem)[0];
        if (verification.GetNameInfo(X509NameType.SimpleName, forIssuer: false) != RegistrationCode)
        {
            throw new InvalidOperationException("RegistrationCodeValidationException");
        }

        if (!verification.IssuerName.RawData.AsSpan().SequenceEqual(authority.SubjectName.RawData))
        {
            throw new InvalidOperationException("CertificateValidationException");
        }
    }

    private Task<T> Call<T>(string name, Func<T> effect, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Calls.Add(name);
        try
        {
            return Task.FromResult(Take(name) switch
            {
                { Fault: { } fault, AfterEffect: true } => Lose(effect, fault),
                { Fault: { } fault } => throw fault,
                { Fault: null } => AfterDeletion(effect),
                null => effect(),
            });
        }
        catch (Exception e)
        {
            return Task.FromException<T>(e);
        }
        finally
        {
            AfterCall(name);
        }
    }

    private PlannedFault? Take(string call)
    {
        if (!_faults.TryGetValue(call, out var planned)) { return null; }
        if (planned.After > 0)
        {
            _faults[call] = planned with { After = planned.After - 1 };
            return null;
        }

        if (planned.Times > 1) { _faults[call] = planned with { Times = planned.Times - 1 }; }
        else { _faults.Remove(call); }
        return planned;
    }

    private T AfterDeletion<T>(Func<T> effect)
    {
        _registered.Clear();
        return effect();
    }

    /// <summary>Whatever the answer would have been, even a refusal, it is lost.</summary>
    private static T Lose<T>(Func<T> effect, Exception fault)
    {
        try
        {
            effect();
        }
        catch (Exception refusal) when (refusal is not Xunit.Sdk.XunitException)
        {
            throw fault;
        }

        throw fault;
    }

    private sealed record PlannedFault(Exception? Fault, bool AfterEffect, int After, int Times);
}
