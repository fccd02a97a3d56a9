namespace Infra.Components.Templates;

/// <summary>A kind of provisioning template. Values of one kind do not compile in a template of the other.</summary>
public interface ITemplateKind
{
    /// <summary>The kind's name in AWS IoT; a template cannot change it later.</summary>
    static abstract string TypeName { get; }
}

/// <summary>Just-in-time provisioning: AWS IoT runs the template at a certificate's first connection.</summary>
public sealed class Jitp : ITemplateKind
{
    private Jitp() { }

    /// <inheritdoc />
    public static string TypeName => "JITP";
}
