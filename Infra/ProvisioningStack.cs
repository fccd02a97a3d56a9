using Pulumi;

namespace Infra;

/// <summary>One region of device provisioning: a table of contents of what <see cref="Region"/> makes.</summary>
public sealed class ProvisioningStack : Stack
{
    /// <summary>Reads the settings from the stack's configuration: what <c>pulumi up</c> calls.</summary>
    public ProvisioningStack() : this(StackSettings.From(new Config()))
    {
    }

    /// <summary>Deploys the given settings: what the local cloud and tests call.</summary>
    /// <param name="settings">What tells this stack from others.</param>
    /// <param name="options">Transformations of its resources. Default: none.</param>
    public ProvisioningStack(StackSettings settings, StackOptions? options = null) : base(options)
    {
        settings.Checked();
        Preview(settings);
        var region = new Region(settings);

        // Who may have a certificate, what became of each request, and what a device may do with what it got.
        var devices = region.Devices();
        var ledger = region.Ledger();
        var policy = region.DevicePolicy();

        // The region's CA, and those of other regions.
        var template = region.FirstConnection(policy);
        var authority = region.Authority(template);
        var peers = region.PeerAuthorities(template);
        var activation = region.Activation(devices, policy, authority, peers);

        // From a CSR to a certificate, and from a certificate to its successor.
        var authorizer = region.Authorizer(devices);
        var issuerAcmPca = region.IssuerAcmPca(authority, ledger, policy);
        var issuerIotCore = region.IssuerIotCore(ledger, policy);
        var retirer = region.Retirement(ledger, policy, authority);

        // Fleet provisioning by trusted users.
        var hook = region.Hook(devices);
        var fleet = region.Fleet(hook, policy);
        var claimVendor = region.ClaimVendor(devices, fleet);
        var fleetSigner = region.FleetSigning(devices, authority, ledger);

        // The way in.
        var api = region.Api(authorizer, issuerAcmPca, issuerIotCore, claimVendor);
        var domain = region.Domain(api);
        region.Firewall(api);
        var installer = region.Installer(fleet, claimVendor, api);

        // What is watched.
        region.Monitoring([authorizer, issuerAcmPca, issuerIotCore, hook, claimVendor, fleetSigner, activation?.Function, retirer], activation?.FailedEvents, api);
        region.IotLogs();

        TableName = devices.TableName;
        TableArn = devices.TableArn;
        TableStreamArn = devices.TableStreamArn;
        ApiUrl = domain?.Url ?? api.Url;
        ApiRegionUrl = domain?.RegionUrl ?? api.Url;
        IotEndpoint = region.IotEndpoint;
        CsrToSign = OrNone(authority?.CsrToSign);
        CaArn = OrNone(authority?.AuthorityArn);
        OtherCaArn = OrNone(authority?.OtherAuthorityArn);
        CaCertificateId = OrNone(authority?.CaCertificateId);
        TemplateName = OrNone(template?.TemplateName);
        CaCertificate = OrNone(authority?.ActiveCertificatesPem);
        AuthorityStage = Output.Create(authority?.Stage.ToString());
        NextRotationStep = Output.Create(authority is null ? null : Region.NextStepOf(authority));
        FleetTemplateName = OrNone(fleet?.TemplateName);
        InstallerRoleArn = OrNone(installer?.RoleArn);
    }

    /// <summary>The device table's name.</summary>
    [Output("tableName")] public Output<string> TableName { get; private set; }

    /// <summary>ARN of the device table, or of its replica in this region.</summary>
    [Output("tableArn")] public Output<string> TableArn { get; private set; }

    /// <summary>ARN of the stream of changes to it in this region.</summary>
    [Output("tableStreamArn")] public Output<string> TableStreamArn { get; private set; }

    /// <summary>Where devices post their CSR: this, then <c>/new</c> or <c>/proto</c>.</summary>
    [Output("apiUrl")] public Output<string> ApiUrl { get; private set; }

    /// <summary>The same of this region alone, whichever region apiUrl leads to.</summary>
    [Output("apiRegionUrl")] public Output<string> ApiRegionUrl { get; private set; }

    /// <summary>The region's endpoint for devices.</summary>
    [Output("iotEndpoint")] public Output<string> IotEndpoint { get; private set; }

    /// <summary>The CSR that the PKI admin has to sign, while the region's CA waits for it.</summary>
    [Output("csrToSign")] public Output<string?> CsrToSign { get; private set; }

    /// <summary>ARN of the region's CA, where it issues.</summary>
    [Output("caArn")] public Output<string?> CaArn { get; private set; }

    /// <summary>ARN of the CA that is there beside it during a rotation: the next one, or the one before.</summary>
    [Output("otherCaArn")] public Output<string?> OtherCaArn { get; private set; }

    /// <summary>Id of the region's CA in AWS IoT, once it is registered.</summary>
    [Output("caCertificateId")] public Output<string?> CaCertificateId { get; private set; }

    /// <summary>Name of the JITP template, in registration mode jitp.</summary>
    [Output("templateName")] public Output<string?> TemplateName { get; private set; }

    /// <summary>Certificate of the region's CA, during a rotation of both: what the other regions' stacks take as peerAuthorities.</summary>
    [Output("caCertificate")] public Output<string?> CaCertificate { get; private set; }

    /// <summary>The stage of its rotation that is deployed.</summary>
    [Output("authorityStage")] public Output<string?> AuthorityStage { get; private set; }

    /// <summary>What comes next in it: the value for authorityGeneration and what that does, or what is waited for.</summary>
    [Output("nextRotationStep")] public Output<string?> NextRotationStep { get; private set; }

    /// <summary>Name of the fleet provisioning template, where there is an installer.</summary>
    [Output("fleetTemplateName")] public Output<string?> FleetTemplateName { get; private set; }

    /// <summary>ARN of the role that installers assume to get claims.</summary>
    [Output("installerRoleArn")] public Output<string?> InstallerRoleArn { get; private set; }

    /// <summary>What whoever runs a preview should know before anything is made.</summary>
    private static void Preview(StackSettings settings)
    {
        foreach (var report in settings.Capacity()) { Log.Info(report.ToString()); }
        foreach (var exceeded in settings.Excesses()) { Log.Warn($"{exceeded.Message} [{SettingCodes.QuotaExceeded}]"); }
        foreach (var warning in settings.Warnings(DateTimeOffset.UtcNow)) { Log.Warn(warning); }
    }

    private static Output<string?> OrNone(Output<string>? output) => output?.Apply(text => (string?)text) ?? Output.Create((string?)null);
}
