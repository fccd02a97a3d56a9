using System.Collections.Immutable;

namespace Infra.Local.Cognito;

/// <summary>An application that a user pool gives tokens to.</summary>
/// <param name="Id">Its id, <c>client_id</c> in tokens.</param>
/// <param name="Secret">What it shows itself by where it asks for itself.</param>
/// <param name="Scopes">The scopes of resource servers that its tokens have.</param>
internal sealed record AppClient(string Id, string Secret, ImmutableArray<string> Scopes)
{
    // Keeps the secret out of logs and exception texts.
    public override string ToString() => Id;
}

/// <summary>What somebody has who signed in.</summary>
/// <param name="Access">Says what the application may do for them.</param>
/// <param name="Id">Says who they are.</param>
internal sealed record UserTokens(string Access, string Id);
