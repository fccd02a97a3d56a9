namespace Infra;

/// <summary>Which issuers a stack offers.</summary>
[Flags]
public enum Issuers
{
    /// <summary>None; no stack may say so.</summary>
    None = 0,

    /// <summary><c>POST /new</c>: certificates from the region's ACM Private CA.</summary>
    AcmPca = 1,

    /// <summary><c>POST /proto</c>: certificates from AWS IoT Core, valid in this account and region only.</summary>
    IotCore = 2,
}
