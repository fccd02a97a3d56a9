using System.Reflection;

namespace Pulumi;

/// <summary>The root of every resource of a program.</summary>
public class Stack : ComponentResource
{
    internal const string TypeToken = "pulumi:pulumi:Stack";

    public Stack(StackOptions? options = null)
        : base(TypeToken, $"{Deployment.Instance.ProjectName}-{Deployment.Instance.StackName}", ToComponentOptions(options))
        => Deployment.Running.Stack = this;

    /// <summary>Registers the stack's outputs on its behalf, and says which of them were forgotten.</summary>
    internal Output<IDictionary<string, object?>> RegisterOwnOutputs()
    {
        var outputs = GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.DeclaringType?.IsAssignableFrom(typeof(Stack)) != true)
            .Select(property => (Property: property, Attribute: property.GetCustomAttribute<OutputAttribute>()))
            .Where(found => found.Attribute is not null)
            .Select(found => KeyValuePair.Create(found.Attribute!.Name ?? found.Property.Name, found.Property.GetValue(this)))
            .ToList();
        var missing = outputs.Where(output => output.Value is null).Select(output => output.Key).ToList();
        if (missing.Count > 0)
        {
            throw new RunException(
                $"Output(s) '{string.Join(", ", missing)}' have no value assigned. [Output] attributed properties must be assigned inside Stack constructor.");
        }
        var wrong = outputs.Where(output => output.Value is not IOutput).Select(output => output.Key).ToList();
        if (wrong.Count > 0)
        {
            throw RunException.OutputsHaveIncorrectType(wrong);
        }
        var registered = Output.Create<IDictionary<string, object?>>(new Dictionary<string, object?>(outputs));
        RegisterOutputs(registered);
        return registered;
    }

    private static ComponentResourceOptions? ToComponentOptions(StackOptions? options) => options is null ? null : new()
    {
        ResourceTransformations = options.ResourceTransformations,
        ResourceTransforms = options.ResourceTransforms,
    };
}
