namespace Infra.Local.Run;

/// <summary>What <c>./infra local</c> was asked for, checked.</summary>
internal sealed record RunOptions
{
    /// <summary>How many devices are made and provisioned; none where the cloud is served to others' devices. Default: 5.</summary>
    public int Devices { get; init; } = 5;

    /// <summary>The regions, in the order of deployment; the first is the home region. Default: us-east-1 and eu-west-1.</summary>
    public IReadOnlyList<string> Regions { get; init; } = ["us-east-1", "eu-west-1"];

    /// <summary>Who issues: the region's private CA or AWS IoT Core. Default: the private CA.</summary>
    public Issuer Issuer { get; init; } = Issuer.AcmPca;

    /// <summary>Who signs the regions' CAs. Default: an intermediate that the run makes.</summary>
    public Signer Parent { get; init; } = Signer.Software;

    /// <summary>The folder that everything is written to. Default: local-run.</summary>
    public string Out { get; init; } = "local-run";

    /// <summary>Whether the home region's CA then gives way to its next generation, with devices connected.</summary>
    public bool Rotate { get; init; }

    /// <summary>Whether stdout carries the report as JSON instead of the table.</summary>
    public bool Json { get; init; }

    /// <summary>Whether the cloud stays up after the run until Ctrl-C.</summary>
    public bool Serve { get; init; }
}

/// <summary>Who signs the regions' CAs, as the setting parent names them.</summary>
internal enum Signer
{
    /// <summary>The provider, with the key of an intermediate that the run makes.</summary>
    Software,

    /// <summary>The PKI admin: the run leaves the requests in its folder, and waits.</summary>
    Offline,
}

/// <summary>The two issuers of the provisioning API.</summary>
internal enum Issuer
{
    /// <summary>The region's ACM Private CA; the route is <c>POST /new</c>.</summary>
    AcmPca,

    /// <summary>AWS IoT Core; the route is <c>POST /proto</c>.</summary>
    IotCore,
}
