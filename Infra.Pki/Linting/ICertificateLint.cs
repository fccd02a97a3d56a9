namespace Infra.Pki.Linting;

/// <summary>One rule that a certificate must keep. One lint, one file, one citation; folders are named after who made the rule.</summary>
internal interface ICertificateLint
{
    /// <summary>The rule in one sentence.</summary>
    string Rule { get; }

    /// <summary>Where it is written.</summary>
    string Citation { get; }

    /// <summary>What is wrong, values shown; null when nothing is.</summary>
    string? Check(LintSubject certificate);
}
