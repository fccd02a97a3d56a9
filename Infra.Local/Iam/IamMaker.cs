using Infra.Local.Cloud;
using Infra.Local.Interpretation;

namespace Infra.Local.Iam;

/// <summary>Makes roles and their policies.</summary>
internal sealed class IamMaker(DeployedIam iam) : IResourceMaker
{
    private const string Role = "aws:iam/role:Role";
    private const string RolePolicy = "aws:iam/rolePolicy:RolePolicy";
    private const string Attachment = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
    private const string Policy = "aws:iam/policy:Policy";

    public IReadOnlyCollection<string> Types { get; } = [Role, RolePolicy, Attachment, Policy];

    public Task<Made> MakeAsync(Registration registration, CancellationToken cancellationToken) => Task.FromResult(registration.Type switch
    {
        Role => MakeRole(registration),
        RolePolicy => MakeRolePolicy(registration),
        Attachment => Attach(registration),
        _ => MakePolicy(registration),
    });

    public Task<Made> ChangeAsync(MadeResource before, Registration registration, CancellationToken cancellationToken) => registration.Type == RolePolicy
        ? MakeAsync(registration, cancellationToken)
        : throw new UnplannedException("way to change a resource", registration.Type, [RolePolicy]);

    public Task RemoveAsync(MadeResource before, CancellationToken cancellationToken)
    {
        if (before.Type != RolePolicy) { throw new UnplannedException("way to remove a resource", before.Type, [RolePolicy]); }
        iam.Get(before.Text("role")!).Policies.TryRemove(before.Text("name")!, out _);
        return Task.CompletedTask;
    }

    private Made MakeRole(Registration registration)
    {
        var name = Names.Of(registration);
        var role = iam.Add(name, registration.OptionalText("path") ?? "/", PolicyDocument.Parse(registration.Text("assumeRolePolicy")));
        foreach (var arn in registration.List("managedPolicyArns").Cast<string>())
        {
            role.Policies[arn] = iam.ManagedPolicy(arn);
        }
        return new(name, ("name", name), ("arn", role.Arn), ("uniqueId", "AROA" + Names.OpaqueId(registration).ToUpperInvariant()));
    }

    private Made MakeRolePolicy(Registration registration)
    {
        var role = iam.Get(registration.Text("role"));
        var name = Names.Of(registration);
        role.Policies[name] = PolicyDocument.Parse(registration.Text("policy"));
        return new($"{role.Name}:{name}", ("name", name));
    }

    private Made Attach(Registration registration)
    {
        var (role, arn) = (iam.Get(registration.Text("role")), registration.Text("policyArn"));
        role.Policies[arn] = iam.ManagedPolicy(arn);
        return new($"{role.Name}/{arn}");
    }

    private Made MakePolicy(Registration registration)
    {
        var name = Names.Of(registration);
        var arn = $"arn:aws:iam::{Arns.Account}:policy{registration.OptionalText("path") ?? "/"}{name}";
        iam.AddManagedPolicy(arn, PolicyDocument.Parse(registration.Text("policy")));
        return new(arn, ("name", name), ("arn", arn));
    }
}
