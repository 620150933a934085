package bed.biz;

import com.alipay.sofa.ark.api.ArkClient;
import com.alipay.sofa.ark.spi.model.Biz;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class BizApplication {

    /** biz1:3.0.0 is the module that cannot start; every other one can. */
    private static final String NEEDS_STOCK_TABLE = "biz1:3.0.0";

    public static void main(String[] args) {
        new SpringApplicationBuilder(BizApplication.class).web(WebApplicationType.NONE).run(args);
    }

    @Bean
    Biz self() {
        Biz self = ArkClient.getBizManagerService()
            .getBizByClassLoader(BizApplication.class.getClassLoader());
        if (NEEDS_STOCK_TABLE.equals(self.getIdentity())) {
            throw new IllegalStateException("stock table missing");
        }
        return self;
    }
}
