namespace Infra.Components;

/// <summary>A component was asked for something that cannot be right. Thrown before anything is registered, so that a preview stops here.</summary>
/// <param name="code">Stable code, one of <see cref="ComponentCodes"/>.</param>
/// <param name="message">What is wrong, with the value, what is allowed, and what to do.</param>
public sealed class ComponentException(string code, string message) : Exception($"{message} [{code}]")
{
    /// <summary>Stable code, one of <see cref="ComponentCodes"/>.</summary>
    public string Code { get; } = code;
}
