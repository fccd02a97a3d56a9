namespace Infra.Local.Proof;

/// <summary>How an installer gets a claim.</summary>
internal enum ClaimWay
{
    /// <summary>From AWS IoT itself.</summary>
    AwsIot,

    /// <summary>From POST /claim, signed with the installers' role's credentials.</summary>
    SignedRequest,

    /// <summary>From POST /claim, with an access token of a user pool.</summary>
    AccessToken,
}
